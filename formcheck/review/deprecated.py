"""The calls of 0.1.0, under their old names for one version more; formcheck 0.3.0 no longer has them."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from formcheck.review.review import Review, load_review
from formcheck.review.run import review_video

_REMOVED_IN = "0.3.0"


def review(file: Path | str, **options: Any) -> Review:
    """Judge a video or photo under the old name of `review_video`, with the same options."""
    _warn("review", "review_video")
    return review_video(file, **options)


def load(folder: Path | str) -> Review:
    """Read the results of an earlier review under the old name of `load_review`."""
    _warn("load", "load_review")
    return load_review(folder)


def _warn(old: str, new: str) -> None:
    # Two steps up: the caller of the old name. The call of the room `formcheck.review` itself is one more.
    warnings.warn(
        f"formcheck.{old} is called formcheck.{new} now and will be removed in formcheck {_REMOVED_IN}.",
        DeprecationWarning,
        stacklevel=4 if old == "review" else 3,
    )
