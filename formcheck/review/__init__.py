"""One video or many: judged, written down, and judged again with corrections.

Until formcheck 0.3.0 the room itself can be called: ``formcheck.review("clip.mp4")`` was the name of
`formcheck.review_video` in 0.1.0.
"""

import sys
from types import ModuleType
from typing import Any


class _Callable(ModuleType):
    """A room that has the name of the function of 0.1.0: ``formcheck.review`` is both."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from formcheck.review.deprecated import review

        return review(*args, **kwargs)


sys.modules[__name__].__class__ = _Callable
