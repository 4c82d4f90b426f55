"""The records that travel between the rooms, from a picture to a cue. They hold no logic.

Nothing here knows a pose network, a file or a camera: every record can be written down by hand, which is how the tests
do it.
"""

from formcheck.records.frames import Frame, PictureState, Pose, PoseNetwork, Waiting
from formcheck.records.judgement import Assessment, Band, Baseline, Cue, Fault, Hold, HoldTuck, Phase
from formcheck.records.measurements import (
    Gate,
    Level,
    Measurement,
    OwnRange,
    PelvisEstimate,
    RangeOrigin,
    Side,
    Statement,
    ViewEstimate,
)

__all__ = [
    "Assessment",
    "Band",
    "Baseline",
    "Cue",
    "Fault",
    "Frame",
    "Gate",
    "Hold",
    "HoldTuck",
    "Level",
    "Measurement",
    "OwnRange",
    "PelvisEstimate",
    "Phase",
    "PictureState",
    "Pose",
    "PoseNetwork",
    "RangeOrigin",
    "Side",
    "Statement",
    "ViewEstimate",
    "Waiting",
]
