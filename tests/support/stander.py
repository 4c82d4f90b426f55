"""Somebody who stands before the camera of the patient's page and does as they are asked, whatever the picture."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

import numpy as np

from formcheck.keypoints import Keypoint
from formcheck.pose.estimator import PoseEstimator
from formcheck.records import Frame, PoseNetwork
from tests.support.standing_pose import SIZE_PX, standing_pose


class Stander(PoseEstimator):
    """Stands as `body` says; steps on the spot while `stepping`; raises the arms named in `raised`."""

    network = PoseNetwork("drawn")
    body: ClassVar[dict[str, Any]] = {}
    stepping: ClassVar[bool] = False
    raised: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def stand(cls, **body: Any) -> None:
        """Stand like this from now on, the arms down."""
        cls.body, cls.stepping, cls.raised = body, False, ()

    def see(self, frame: Frame) -> Frame:
        """Return the frame with the body, as large as the picture."""
        assert frame.image is not None
        rows, columns = frame.image.shape[:2]
        shift = (30.0 if frame.index % 2 else 0.0, 0.0) if Stander.stepping else (0.0, 0.0)
        pose = standing_pose(**{"shift_px": shift, **Stander.body})
        points = pose.keypoints_px.copy()
        for side in ("LEFT", "RIGHT"):
            shoulder, hip = points[Keypoint[f"{side}_SHOULDER"]], points[Keypoint[f"{side}_HIP"]]
            up = side in Stander.raised
            points[Keypoint[f"{side}_WRIST"]] = shoulder + np.array(
                [10.0, (-1.15 if up else 0.9) * (hip - shoulder)[1]]
            )
            points[Keypoint[f"{side}_ELBOW"]] = shoulder + np.array([5.0, (-0.5 if up else 0.5) * (hip - shoulder)[1]])
        scale = min(columns / SIZE_PX[0], rows / SIZE_PX[1])
        points = points * scale + ((columns - scale * SIZE_PX[0]) / 2, 0)
        return frame.with_pose(dataclasses.replace(pose, size_px=(columns, rows), keypoints_px=points))

    def close(self) -> None:
        """Nothing to free."""
