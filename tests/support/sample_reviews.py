"""Reviews of the samples: each sample is reviewed once for all tests of a run, whatever process they run in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from formcheck.lunge.checker import LungeChecker
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.review.run import Options, review_file
from tests.support import clips
from tests.support.waiting import until

NAMES = sorted(path.stem for path in clips.SAMPLES.glob("*.mp4"))


@dataclass(frozen=True)
class SampleReview:
    """A review without corrections and without a video.

    Attributes
    ----------
    folder
        Its results, which no test may change.
    looks, judged
        How often the network looked at a picture, and how often was judged.
    """

    folder: Path
    looks: int
    judged: int


def sample_review(name: str, factory: pytest.TempPathFactory) -> SampleReview:
    """Return the review of a sample, made by whichever process asks for it first."""
    base = factory.getbasetemp()
    # Each worker of pytest-xdist has a folder of its own in one that they share.
    shared = (base.parent if base.name.startswith("popen-") else base) / "sample_reviews"
    shared.mkdir(exist_ok=True)
    done = shared / name
    try:
        (shared / f"{name}.begun").mkdir()
    except FileExistsError:
        until(done.exists, f"for the review of {name}, which another process makes")
    else:
        _review(name, shared / f"{name}.unfinished").rename(done)
    counts = json.loads((done / "counts.json").read_text(encoding="utf-8"))
    return SampleReview(done, counts["looks"], counts["judged"])


def _review(name: str, folder: Path) -> Path:
    """Review a sample, and write down how often the network looked and how often was judged."""
    counts = {"looks": 0, "judged": 0}

    def counted(what: str, method: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            counts[what] += 1
            return method(*args, **kwargs)

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PoseLandmarker, "see", counted("looks", PoseLandmarker.see))
        patch.setattr(LungeChecker, "step", counted("judged", LungeChecker.step))
        review_file(clips.SAMPLES / f"{name}.mp4", folder, Options(video=False))
    (folder / "counts.json").write_text(json.dumps(counts), encoding="utf-8")
    return folder
