"""Stickers on somebody who stands: ASIS and PSIS show the pelvis, the seventh neck vertebra and the tragus the neck.

Each pair is one that can only be stickers: small, round, of one colour, in their places, and no second such pair.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import EARS, HIPS, SHOULDERS
from formcheck.lunge.legs import Stance
from formcheck.lunge.pelvis.blobs import HUES_DEG, Blob, blobs_in, colour_of, hue_apart_deg
from formcheck.lunge.pelvis.reading import Reading
from formcheck.lunge.pelvis.stickers import Stickers
from formcheck.lunge.pelvis.window import HipWindow, Zone, window_of
from formcheck.posture.standing import Standing
from formcheck.records import Frame
from formcheck.settings import MarkerColour, Markers

_TRAGUS = 0.16
"""The sticker on the tragus lies within this of the ear that the network marks, trunk lengths."""
_NECK: Zone = ((-0.38, 0.08), (-0.08, 0.34))
"""The one on the seventh neck vertebra: how far ahead of and above the shoulder, trunk lengths. The shoulder lies ahead
of it with hands on the collarbones."""
_BELOW_EAR = 0.1
"""And so far below the ear: of the strongest places in a zone few are looked at, and the other sticker has many."""
_APART = (0.14, 0.55)
"""Distance between the two, trunk lengths: 15 to 20 cm of 48."""


def read_marks(frame: Frame, standing: Standing, colour: MarkerColour) -> dict[str, tuple[float, float]]:
    """Find the stickers in one picture.

    Parameters
    ----------
    frame
        With its picture and its pose.
    standing
        What was read of it.
    colour
        Of the stickers; ``auto`` for whichever colour they have.

    Returns
    -------
    dict
        Pixels of ``asis`` and ``psis``, ``c7`` and ``tragus``: each pair whole or not at all.
    """
    settings = Markers(colour=colour, sightings=1)
    if frame.pose is None or frame.image is None or colour == "none":
        return {}
    keypoints = frame.pose.keypoints_px
    stance = Stance(keypoints, frame.pose.visibility, standing.facing)
    found: dict[str, tuple[float, float]] = {}
    pelvis = Stickers(settings).look(frame, keypoints, stance)
    if isinstance(pelvis, Reading) and pelvis.points_px:
        found |= {name: (float(x), float(y)) for name, (x, y) in pelvis.points_px.items()}
    return found | _neck(frame, keypoints, stance, settings)


def _neck(
    frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance, settings: Markers
) -> dict[str, tuple[float, float]]:
    """Find the pair at the neck; empty where there is none, or more than one."""
    # The window of the hips, moved up to the shoulders: it takes them for the hips.
    shoulders, hips = keypoints_px[SHOULDERS].mean(axis=0), keypoints_px[HIPS].mean(axis=0)
    window = window_of(frame, keypoints_px + (shoulders - hips), stance, settings.window_lines)
    if window is None:
        return {}
    near = keypoints_px[EARS[1 if stance.facing == "right" else 0]]
    ear = window.placed(window.to_window[:, :2] @ near + window.to_window[:, 2])
    pairs: list[tuple[Blob, Blob]] = []
    for hue_deg in HUES_DEG.values() if settings.colour == "auto" else [HUES_DEG[settings.colour]]:
        for pair in _pairs(window, hue_deg, ear, settings):
            known = next((i for i, other in enumerate(pairs) if _same(pair, other, settings.steady)), None)
            if known is None:
                pairs.append(pair)
            elif pair[0].chroma > pairs[known][0].chroma:
                pairs[known] = pair
    if len(pairs) != 1:
        return {}
    names = ("c7", "tragus")
    places = [window.in_picture(blob.place) for blob in pairs[0]]
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, places, strict=True)}


def _pairs(window: HipWindow, hue_deg: float, ear: NDArray[np.float64], s: Markers) -> list[tuple[Blob, Blob]]:
    at_ear: Zone = ((ear[0] - _TRAGUS, ear[0] + _TRAGUS), (ear[1] - _TRAGUS, ear[1] + _TRAGUS))
    neck: Zone = (_NECK[0], (_NECK[1][0], min(_NECK[1][1], ear[1] - _BELOW_EAR)))
    colour = colour_of(window, hue_deg, s.search_spread_deg, s.diameter[1])
    blobs = blobs_in(colour, window, (neck, at_ear), s.least_chroma, s.diameter[1])
    round_ones = [blob for blob in blobs if _is_round(blob, window, s)]
    return [
        (low, high)
        for low, high in itertools.permutations(round_ones, 2)
        if _in(low, neck)
        and _in(high, at_ear)
        and high.place[1] > low.place[1]
        and _APART[0] <= float(np.linalg.norm(high.place - low.place)) <= _APART[1]
        and hue_apart_deg(low.hue_deg, high.hue_deg) <= s.hue_tolerance_deg
        and max(low.mass, high.mass) <= s.mass_ratio * min(low.mass, high.mass)
    ]


def _is_round(blob: Blob, window: HipWindow, s: Markers) -> bool:
    wide, narrow = blob.across
    return (
        s.diameter[0] <= wide <= s.diameter[1]
        and narrow / wide >= s.roundness
        and blob.fill >= s.fill
        and window.has_person_at(blob.place)
    )


def _in(blob: Blob, zone: Zone) -> bool:
    return all(low <= value <= high for value, (low, high) in zip(blob.place, zone, strict=True))


def _same(pair: tuple[Blob, Blob], other: tuple[Blob, Blob], within: float) -> bool:
    return all(float(np.linalg.norm(a.place - b.place)) < within for a, b in zip(pair, other, strict=True))
