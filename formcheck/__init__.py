"""Watch the half-kneeling hip-flexor stretch, measure it, and say in time what to mend.

For programs: `formcheck.review` judges a video, `formcheck.load` reads the results of an earlier review.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formcheck.api import Review, load, review

__all__ = ["Review", "load", "review"]


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: `formcheck --help` must not wait for it."""
    from importlib import import_module

    if name == "review":
        return import_module("formcheck.review")
    if name in __all__:
        return getattr(import_module("formcheck.api"), name)
    raise AttributeError(f"module 'formcheck' has no attribute '{name}'")
