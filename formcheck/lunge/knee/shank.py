"""A rear knee that the network has lost: a shin that rests on the floor does not grow."""

from __future__ import annotations

import math

import numpy as np

REFERENCE_S = 2.0
"""The length of the shin is its median over so long from the beginning of a kneel, seconds, as a neutral is."""
LEAST, MOST = 0.75, 1.33
"""Lengths of the rear shin in the picture, by that length. In 2,500 looks at drawn kneels up to 35° off the side, with
their thigh read to 6°, it lay at 0.85 to 1.05 in 99 of 100. In one film, in which the network (a fresh look as well)
put the knee half a shin ahead for the rest of it, it lay at 1.5 to 1.6, and the thigh was read 20° wrong."""


class RestingShank:
    """Whether the rear shin is as long as when the kneel began; where it is not, its knee or its ankle is lost."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Take the length again: another kneel may have another leg behind."""
        self._lengths: list[float] = []
        self._since_s = self._usual = math.nan

    def step(self, shin_px: float, trunk_px: float, time_s: float) -> bool:
        """Take one picture of a kneel.

        Parameters
        ----------
        shin_px, trunk_px
            Lengths in the picture: so that it does not matter how near the person is.
        time_s
            Seconds, rising.

        Returns
        -------
        bool
            Whether the shin is surely not what it was; False as long as that is not known.
        """
        length = shin_px / trunk_px if trunk_px > 0 else math.nan
        if math.isnan(length):
            return False
        if math.isnan(self._since_s):
            self._since_s = time_s
        if time_s - self._since_s <= REFERENCE_S:
            self._lengths.append(length)
            return False
        if math.isnan(self._usual):
            self._usual = float(np.median(self._lengths))
        return not LEAST <= length / self._usual <= MOST
