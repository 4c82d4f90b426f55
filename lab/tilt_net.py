"""The network that sees a change of pelvic tilt between two crops of one person; torch.

An encoder looks at each crop alone; a comparer takes what it made of two crops and says by how much the pelvis has
turned from the first to the second, and how sure that is. In a program the encoder runs once a frame, the comparer
against the baseline.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

MAP = (32, 7, 7)
"""Shape of what the encoder makes of the picture and the mask."""

BODY = 30
"""Length of the vector of body points, see `formcheck.lunge.pelvis.crop`."""

FEATURES = MAP[0] * MAP[1] * MAP[2] + BODY + 1
"""Length of what the encoder gives: the map, the body points as they came in, then the rough absolute tilt / 10."""


def _conv(before: int, after: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.SiLU(inplace=True)
    )


class Encoder(nn.Module):
    """Crop → features.

    Parameters
    ----------
    channels
        4: blue, green, red, mask; 1: mask alone.
    """

    def __init__(self, channels: int = 4) -> None:
        super().__init__()
        self.channels = channels
        self.look = nn.Sequential(
            _conv(channels, 16, 2), _conv(16, 32, 2), _conv(32, 32), _conv(32, 64, 2), _conv(64, 64), _conv(64, 96, 2),
            _conv(96, 96), nn.Conv2d(96, MAP[0], 1),
        )  # fmt: skip
        self.absolute = nn.Sequential(nn.Linear(FEATURES - 1, 96), nn.SiLU(), nn.Linear(96, 1))

    def forward(self, crops: Tensor, body: Tensor) -> tuple[Tensor, Tensor]:
        """Look at crops.

        Parameters
        ----------
        crops
            Shape (n, 4, size, size), -1 to 1.
        body
            Shape (n, 30).

        Returns
        -------
        features, tilt_deg
            Shapes (n, FEATURES) and (n,): the second a rough absolute tilt, anterior +.
        """
        seen = torch.cat([self.look(crops[:, -self.channels :]).flatten(1), body], dim=1)
        tilt = self.absolute(seen) + body[:, -1:]
        return torch.cat([seen, tilt], dim=1), tilt[:, 0] * 10


class Comparer(nn.Module):
    """Features of two crops of one person → change of tilt: the difference of their absolute tilts, corrected."""

    def __init__(self) -> None:
        super().__init__()
        self.compare = nn.Sequential(_conv(3 * MAP[0], 64), _conv(64, 64, 2), nn.Conv2d(64, 24, 1))
        self.points = nn.Sequential(nn.Linear(2 * BODY, 64), nn.SiLU(), nn.Linear(64, 32), nn.SiLU())
        self.conclude = nn.Sequential(nn.Dropout(0.2), nn.Linear(24 * 16 + 32, 96), nn.SiLU(), nn.Linear(96, 2))

    def forward(self, before: Tensor, now: Tensor) -> tuple[Tensor, Tensor]:
        """Compare.

        Parameters
        ----------
        before, now
            Shape (n, FEATURES).

        Returns
        -------
        change_deg, log_variance
            Shape (n,): how much the pelvis has tilted forward, and the logarithm of its variance in square degrees.
        """
        (map0, body0), (map1, body1) = (
            (f[:, : -BODY - 1].reshape(-1, *MAP), f[:, -BODY - 1 : -1]) for f in (before, now)
        )
        maps = self.compare(torch.cat([map0, map1, map1 - map0], dim=1)).flatten(1)
        points = self.points(torch.cat([body0, body1 - body0], dim=1))
        told = self.conclude(torch.cat([maps, points], dim=1))
        return told[:, 0] * 5 + (now[:, -1] - before[:, -1]) * 10, told[:, 1]
