"""One video, many videos, the report, and what other programs read.

The package can be called, as a function is: ``formcheck.review("clip.mp4")`` is `formcheck.api.review`.
"""

import sys
from types import ModuleType
from typing import Any


class _Callable(ModuleType):
    """A module of the name of the function it stands for: ``formcheck.review`` shall be both."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from formcheck.api import review

        return review(*args, **kwargs)


sys.modules[__name__].__class__ = _Callable
