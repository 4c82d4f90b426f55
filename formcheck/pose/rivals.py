"""Which of the others in a picture may be meant: who stands, sits or lies does not kneel on one knee.

Seen from anywhere somebody on one knee has one knee well below the hips, the other not, and neither foot as far below
them as somebody on their feet. Of 1,121 looks at drawn half-kneeling people, up to 35° off the side, all but the two
that the network had lost are so; of looks at drawn people who stand, walk, sit, lie or kneel on both knees, none; of
60 photographs of standing people eight, bent over. A mirror image kneels as well, and is never ruled out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from formcheck.keypoints import ANKLES, HIPS, KNEES, SHOULDERS, trunk_length_px
from formcheck.pose.boxes import Keypoints, distinct

FRONT_KNEE, REAR_KNEE, FEET = 0.6, 0.35, 1.45
"""The higher knee lies no farther below the hips than the first, the lower one at least as far as the second, and no
ankle farther than the last, trunk lengths: -0.3 to 0.47, 0.37 to 1.06 and 0.6 to 1.4 in those drawn half-kneels; both
knees of people who stand or walk lie at 0.57 to 0.85, their ankles at 1.4 to 1.75, both knees of people who sit at 0.1
to 0.4 and of people who kneel on both at 0.7 to 0.95."""
UPRIGHT = 0.5
"""The trunk rises by at least this share of its length."""
SURE_LOOKS = 2
"""So many looks in a row must show it: the network is wrong about somebody's legs now and then."""
AS_LARGE = 0.7
"""Who is to be followed instead of somebody else has a trunk at least this long, by theirs."""


def may_half_kneel(body: Keypoints) -> bool:
    """Return whether somebody may kneel on one knee, as far as their keypoints, shape (33, 2) pixels, show."""
    hips, shoulders, trunk = body[HIPS].mean(axis=0), body[SHOULDERS].mean(axis=0), trunk_length_px(body)
    if not trunk > 0:
        return True
    knees, ankles = np.sort(body[KNEES, 1] - hips[1]) / trunk, (body[ANKLES, 1] - hips[1]) / trunk
    upright = hips[1] - shoulders[1] >= UPRIGHT * trunk
    return bool(upright and knees[0] < FRONT_KNEE and knees[1] > REAR_KNEE and ankles.max() < FEET)


def who_kneels_instead(bodies: Sequence[Keypoints], followed: int, same_box: float) -> int | None:
    """Return who alone may kneel on one knee where the one followed does not; None where there is nobody such."""
    if may_half_kneel(bodies[followed]):
        return None
    kneeling = [body for body in _others(bodies, followed, same_box) if may_half_kneel(body)]
    if len(kneeling) != 1 or trunk_length_px(kneeling[0]) < AS_LARGE * trunk_length_px(bodies[followed]):
        return None
    return next(row for row, body in enumerate(bodies) if body is kneeling[0])


class Rivals:
    """Remembers over the looks at one source who else may be meant.

    Parameters
    ----------
    same_box
        Boxes overlapping by more than this share are one person, found twice.
    """

    def __init__(self, same_box: float) -> None:
        self._same_box = same_box
        self.forget()

    def forget(self) -> None:
        """Begin again: somebody else is looked at."""
        self._counts: deque[int] = deque([0], maxlen=SURE_LOOKS)
        self._knelt = False
        self._instead = 0

    @property
    def count(self) -> int:
        """How many others may kneel on one knee."""
        return max(self._counts)

    def step(self, bodies: Sequence[Keypoints], followed: int) -> None:
        """Take one look at everybody: the keypoints of each, and which of them is followed."""
        self._counts.append(sum(map(may_half_kneel, _others(bodies, followed, self._same_box))))

    def whom(self, bodies: Sequence[Keypoints]) -> int:
        """Return whom to follow from a look at everybody: the first, as so far, or who kneels where they never have.

        Who has knelt stays meant, whatever they do next: they may be changing legs.
        """
        self._knelt = self._knelt or may_half_kneel(bodies[0])
        instead = None if self._knelt else who_kneels_instead(bodies, 0, self._same_box)
        self._instead = 0 if instead is None else self._instead + 1
        if instead is None or self._instead < SURE_LOOKS:
            return 0
        self._instead, self._knelt = 0, True
        return instead


def _others(bodies: Sequence[Keypoints], followed: int, same_box: float) -> list[Keypoints]:
    """Return the bodies that are not the one followed."""
    return distinct([bodies[followed], *bodies], same_box)[1:]
