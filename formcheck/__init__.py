"""Watch the half-kneeling hip-flexor stretch, measure it, and say in time what to correct.

For programs: `review_video` judges a video, `load_review` reads the results of an earlier review, and `LungeSession`
judges frames of your own, one after the other; `measure_posture` measures how somebody stands. Every name of `__all__`
is public; it is imported when it is first used, so that ``import formcheck`` costs nothing.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formcheck.coaching.session import LungeSession
    from formcheck.errors import FormcheckError
    from formcheck.keypoints import Keypoint
    from formcheck.lunge.corrections import Corrections
    from formcheck.lunge.faults import FaultKind
    from formcheck.messages.message import Message
    from formcheck.pose.estimator import PoseEstimator, named_pose
    from formcheck.pose.landmarker import PoseLandmarker
    from formcheck.posture.occasion import PostureRefusedError
    from formcheck.records import (
        Assessment,
        Band,
        Baseline,
        Cue,
        Fault,
        Frame,
        Hold,
        Measurement,
        Phase,
        Pose,
        PoseNetwork,
    )
    from formcheck.results.summary import Summary
    from formcheck.review.posture import PostureCheck, measure_posture
    from formcheck.review.review import Review, load_review
    from formcheck.review.run import review_video
    from formcheck.settings import Settings, load_settings
    from formcheck.video.reader import open_source

logging.getLogger("formcheck").addHandler(logging.NullHandler())  # whoever imports formcheck decides what is logged

__version__ = "0.2.0.dev0"

__all__ = [
    "Assessment",
    "Band",
    "Baseline",
    "Corrections",
    "Cue",
    "Fault",
    "FaultKind",
    "FormcheckError",
    "Frame",
    "Hold",
    "Keypoint",
    "LungeSession",
    "Measurement",
    "Message",
    "Phase",
    "Pose",
    "PoseEstimator",
    "PoseLandmarker",
    "PoseNetwork",
    "PostureCheck",
    "PostureRefusedError",
    "Review",
    "Settings",
    "Summary",
    "__version__",
    "load_review",
    "load_settings",
    "measure_posture",
    "named_pose",
    "open_source",
    "review_video",
]

_RECORDS = "Assessment Band Baseline Cue Fault Frame Hold Measurement Phase Pose PoseNetwork"
_HOMES = dict.fromkeys(_RECORDS.split(), "formcheck.records") | {
    "Corrections": "formcheck.lunge.corrections",
    "FaultKind": "formcheck.lunge.faults",
    "FormcheckError": "formcheck.errors",
    "Keypoint": "formcheck.keypoints",
    "LungeSession": "formcheck.coaching.session",
    "Message": "formcheck.messages.message",
    "PoseEstimator": "formcheck.pose.estimator",
    "PoseLandmarker": "formcheck.pose.landmarker",
    "PostureCheck": "formcheck.review.posture",
    "PostureRefusedError": "formcheck.posture.occasion",
    "Review": "formcheck.review.review",
    "Settings": "formcheck.settings",
    "Summary": "formcheck.results.summary",
    "load": "formcheck.review.deprecated",  # until 0.3.0, as is the call of the room `formcheck.review`
    "load_review": "formcheck.review.review",
    "load_settings": "formcheck.settings",
    "measure_posture": "formcheck.review.posture",
    "named_pose": "formcheck.pose.estimator",
    "open_source": "formcheck.video.reader",
    "review_video": "formcheck.review.run",
}
"""Where each public name lives."""


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: `formcheck --help` must not wait for it."""
    from importlib import import_module

    if name == "review":
        return import_module("formcheck.review")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'formcheck' has no attribute '{name}'")


def __dir__() -> list[str]:
    """List the public names, also those that nobody has used yet."""
    return sorted({*globals(), *__all__})
