"""MediaPipe's tasks, imported without Matplotlib, which draws diagrams that nobody here asks for.

MediaPipe imports it whatever it is used for, which takes half of the time until the first picture is looked at. Whoever
does draw such a diagram in the same program still can: it is then that Matplotlib is imported.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Generator, MutableSequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_DRAWS = "matplotlib.pyplot"
_PACKAGE = "matplotlib"


class _Later(ModuleType):
    """A module that is imported when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what the import itself asks of a module
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)


class _Package(ModuleType):
    """Stands for the package while it is not imported: it has the one module that is asked for."""

    pyplot = _Later(_DRAWS)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: MutableSequence[str] = []


@contextmanager
def _drawing_later() -> Generator[None]:
    """Import nothing of Matplotlib inside; what is imported there gets it when it draws."""
    if _PACKAGE in sys.modules:
        yield
        return
    package, draws = _Package(_PACKAGE), _Package.pyplot
    sys.modules |= {_PACKAGE: package, _DRAWS: draws}
    try:
        yield
    finally:
        for name, module in ((_PACKAGE, package), (_DRAWS, draws)):
            if sys.modules.get(name) is module:
                del sys.modules[name]


with _drawing_later():
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision

__all__ = ["BaseOptions", "mediapipe", "vision"]
