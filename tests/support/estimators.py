"""A pose network that is none: a dozen lines put another one in the place of MediaPipe's."""

import numpy as np

from formcheck.keypoints import Keypoint
from formcheck.pose.estimator import PoseEstimator, named_pose
from formcheck.records import PoseNetwork
from tests.support.bodies import SIZE_PX, kneeling_points


class Drawn(PoseEstimator):
    """Finds a stick body half-kneeling in whatever picture it is given, with its outline all over it."""

    network = PoseNetwork("drawn")

    def see(self, frame):
        rows, columns = frame.image.shape[:2]
        points = kneeling_points() * (columns / SIZE_PX[0], rows / SIZE_PX[1])
        keypoints = {keypoint: (*points[keypoint], 0.95) for keypoint in Keypoint}
        mask = np.ones((rows, columns), np.float32)
        return frame.with_pose(named_pose(self.network, (columns, rows), keypoints, mask=mask, roll_deg=0.0))


def open_drawn(mode, picture, person):
    """Open it, as a review does."""
    return Drawn()
