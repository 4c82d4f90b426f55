"""The tilt of the pelvis from two bright stickers on its bony points in front (ASIS) and behind (PSIS), or a belt.

Found near the hip by colour and shape, believed once they were found in the same place several times on end, then
followed by colour, size and the distance between them, which a bone keeps. Whatever is not plainly two stickers gives
a reason instead of a reading: a sticker covered or half covered, more of the same colour about, another distance.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.geometry import distance, rotate_about
from formcheck.lunge.joints import joint_centres
from formcheck.lunge.legs import Stance
from formcheck.lunge.pelvis.belt import Belt, belt_in
from formcheck.lunge.pelvis.blobs import HUES_DEG, Blob, area_of, blobs_in, colour_of, hue_apart_deg
from formcheck.lunge.pelvis.reading import Reading, SourceName, TiltChange
from formcheck.lunge.pelvis.window import HipWindow, window_of
from formcheck.messages.message import Message
from formcheck.records import Frame
from formcheck.settings import Markers as MarkerSettings

NONE_SEEN = Message("pelvis.no_stickers")
ONE_LOST = Message("pelvis.sticker_lost")
BOTH_LOST = Message("pelvis.stickers_lost")
BELT_LOST = Message("pelvis.belt_lost")


@dataclass(frozen=True, eq=False)
class StickerPair:
    """Two stickers: `front` on the ASIS, `back` on the PSIS."""

    front: Blob
    back: Blob

    @property
    def apart(self) -> float:
        """Distance, trunk lengths."""
        return distance(self.front.place, self.back.place)

    @property
    def slope_deg(self) -> float:
        """Of the line through them, front end down +."""
        ahead, up = self.front.place - self.back.place
        return math.degrees(math.atan2(-up, ahead))

    @property
    def hue_deg(self) -> float:
        """Mean hue angle of both."""
        a, b = self.front.hue_deg, self.back.hue_deg
        return (a + ((b - a + 180) % 360 - 180) / 2) % 360

    def moved(self, other: StickerPair) -> float:
        """Return the longer of both ways to another pair, trunk lengths."""
        return max(distance(self.front.place, other.front.place), distance(self.back.place, other.back.place))


Seen = StickerPair | Belt


@dataclass(frozen=True, eq=False)
class _Believed:
    """What was found often enough: how it looked then, and where it was last."""

    first: Seen
    last: Seen
    last_s: float


class Stickers:
    """Read the pelvis off stickers or a belt; a `PelvisSource`.

    Deterministic: the same frames give the same readings. Remembers which colour is looked for and where it was.

    Parameters
    ----------
    settings
        Colour, sizes, places, tolerances.
    """

    name: SourceName = "markers"

    def __init__(self, settings: MarkerSettings | None = None) -> None:
        self._settings = settings or MarkerSettings()
        self._facing: str | None = None
        self._forget()

    def look(self, frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance) -> Reading | Message | None:
        """Look at one frame; see `PelvisSource`."""
        s = self._settings
        if s.colour == "none":
            return NONE_SEEN
        if stance.facing != self._facing:  # the other side of the body, with stickers of its own
            self._facing = stance.facing
            self._forget()
        every_s = s.search_every_s if self._sightings else s.idle_every_s
        if self._believed is None and frame.time_s - self._searched_s < every_s - 1e-6:
            return None  # what the last search said still stands
        window = window_of(frame, keypoints_px, stance, s.window_lines)
        if window is None:
            return NONE_SEEN
        look = self._search if self._believed is None else self._follow
        seen = look(window, frame.time_s)
        return seen if isinstance(seen, Message) else self._reading(seen, window, keypoints_px, stance, frame)

    def merge(self, readings: Sequence[Reading]) -> Reading:
        """Return the median; see `PelvisSource`."""
        tilts = np.array([r.tilt_deg for r in readings])
        features = np.median([r.features for r in readings if r.features is not None], axis=0).astype(np.float32)
        slides_deg = self._slides_deg(belt=not readings[0].points_px)
        chance = np.array([math.sqrt(max(r.sd_deg**2 - slides_deg**2, 0.0)) for r in readings])
        # What is chance in the single reading grows less with their number; what slides over the bone does not.
        sd_deg = math.hypot(slides_deg, float(np.median(chance)) / math.sqrt(len(readings)))
        middle = readings[int(np.argsort(tilts, kind="stable")[len(tilts) // 2])]
        return Reading(float(np.median(tilts)), sd_deg, features, middle.points_px)

    def _slides_deg(self, *, belt: bool) -> float:
        """How far what is worn slides over the bone, degrees."""
        return self._settings.belt_sd_deg if belt else self._settings.least_sd_deg

    def change(self, before: Reading, now: Reading) -> TiltChange:
        """Compare two readings, both as the pure side shows them; see `PelvisSource`."""
        ahead_deg = float(np.mean([r.features[0] for r in (before, now) if r.features is not None]))
        tilt_deg = self._from_side_deg(now.tilt_deg, ahead_deg) - self._from_side_deg(before.tilt_deg, ahead_deg)
        return TiltChange(tilt_deg, math.hypot(before.sd_deg, now.sd_deg, self._settings.scale_sd * tilt_deg))

    def _from_side_deg(self, slope_deg: float, ahead_deg: float) -> float:
        """Turn the line seen by a camera ahead of (+) or behind the side as the pure side shows it.

        A camera off the side sees them closer together; the more so from ahead where the front one
        lies farther out.
        """
        limit = self._settings.widest_view_deg
        t = math.radians(min(max(ahead_deg, -limit), limit))
        shown = math.cos(t) - self._settings.side_offset * math.sin(t)
        return math.degrees(math.atan(math.tan(math.radians(slope_deg)) * shown))

    def _forget(self) -> None:
        self._believed: _Believed | None = None
        self._sightings: list[Seen] = []
        self._searched_s = -math.inf

    def _search(self, window: HipWindow, time_s: float) -> Seen | Message:
        """Look for a pair in every colour wanted; believe what was found in the same place often enough."""
        s = self._settings
        self._searched_s = time_s
        found = self._anything(window)
        if found is None or (self._sightings and _moved(found, self._sightings[-1]) > s.steady):
            self._sightings = []
        if found is None:
            return NONE_SEEN
        self._sightings.append(found)
        if len(self._sightings) < s.sightings:
            return NONE_SEEN
        self._believed = _Believed(found, found, time_s)
        return found

    def _anything(self, window: HipWindow) -> Seen | None:
        """Return the one thing that can only be markers; None where there is none, or more than one."""
        s = self._settings
        hues = HUES_DEG.values() if s.colour == "auto" else [HUES_DEG[s.colour]]
        found: list[StickerPair] = []
        for hue_deg in hues:
            for pair in self._pairs_of_hue(window, hue_deg):
                # Neighbouring hues show the same stickers: the stronger one is kept.
                known = next((i for i, other in enumerate(found) if pair.moved(other) < s.steady), None)
                if known is None:
                    found.append(pair)
                elif pair.front.chroma > found[known].front.chroma:
                    found[known] = pair
        if len(found) == 1:
            return found[0]
        if not found and s.colour != "auto":
            return belt_in(colour_of(window, HUES_DEG[s.colour], s.search_spread_deg, s.belt_thickness[1]), window, s)
        return None

    def _pairs_of_hue(self, window: HipWindow, hue_deg: float) -> list[StickerPair]:
        """Return all pairs like stickers in the right places, in about this hue, with little else of theirs about."""
        s, found = self._settings, []
        for rough in self._pairs(self._colour(window, hue_deg, s.search_spread_deg), window):
            colour = self._colour(window, rough.hue_deg, s.spread_deg)  # in their own hue, which garments hardly share
            for pair in self._pairs(colour, window):
                least = s.clutter_chroma * min(pair.front.chroma, pair.back.chroma)
                clutter = area_of(colour, window, least, (pair.front, pair.back))
                if pair.moved(rough) < s.steady and clutter <= s.clutter * (pair.front.mass + pair.back.mass):
                    found.append(pair)
        return found

    def _colour(self, window: HipWindow, hue_deg: float, spread_deg: float) -> NDArray[np.float32]:
        return colour_of(window, hue_deg, spread_deg, self._settings.diameter[1])

    def _pairs(self, colour: NDArray[np.float32], window: HipWindow) -> list[StickerPair]:
        round_ones = [blob for blob in self._blobs(colour, window) if self._is_round(blob, window)]
        return [StickerPair(a, b) for a, b in itertools.permutations(round_ones, 2) if self._fits(a, b)]

    def _blobs(self, colour: NDArray[np.float32], window: HipWindow) -> list[Blob]:
        s = self._settings
        zones = ((s.front_ahead, s.front_above), (s.back_ahead, s.back_above))
        return blobs_in(colour, window, zones, s.least_chroma, s.diameter[1])

    def _is_round(self, blob: Blob, window: HipWindow) -> bool:
        s = self._settings
        wide, narrow = blob.across
        share = narrow / wide
        return (
            _within(wide, s.diameter)
            and share >= s.roundness
            and (share >= s.upright or blob.lies_deg < 45)
            and blob.fill >= s.fill
            and window.has_person_at(blob.place)
        )

    def _fits(self, front: Blob, back: Blob) -> bool:
        s, pair = self._settings, StickerPair(front, back)
        return (
            _within(front.place[0], s.front_ahead)
            and _within(front.place[1], s.front_above)
            and _within(back.place[0], s.back_ahead)
            and _within(back.place[1], s.back_above)
            and _within(pair.apart, s.apart)
            and _within(pair.slope_deg, s.slope_deg)
            and hue_apart_deg(front.hue_deg, back.hue_deg) <= s.hue_tolerance_deg
            and _ratio(front.mass, back.mass) <= s.mass_ratio
            and _ratio(front.chroma, back.chroma) <= s.chroma_ratio
        )

    def _follow(self, window: HipWindow, time_s: float) -> Seen | Message:
        """Find again what is believed; say which part of it is missing."""
        known, s = self._believed, self._settings
        assert known is not None
        if time_s - known.last_s > s.forget_s:
            self._forget()
            return self._search(window, time_s)
        reach = min(s.step + s.speed * (time_s - known.last_s), s.farthest)
        if isinstance(known.last, Belt):
            band = belt_in(colour_of(window, known.first.hue_deg, s.spread_deg, s.belt_thickness[1]), window, s)
            if band is None or _moved(band, known.last) > reach or not known.last.like(band, s.apart_tolerance):
                return BELT_LOST
            self._believed = _Believed(known.first, band, time_s)
            return band
        assert isinstance(known.first, StickerPair)
        blobs = self._blobs(self._colour(window, known.first.hue_deg, s.spread_deg), window)
        front = self._again(blobs, known.first.front, known.last.front, reach)
        back = self._again(blobs, known.first.back, known.last.back, reach)
        if front is None or back is None:
            return BOTH_LOST if front is back else ONE_LOST
        pair = StickerPair(front, back)
        if front is back or abs(pair.apart / known.first.apart - 1) > s.apart_tolerance:
            return ONE_LOST
        self._believed = _Believed(known.first, pair, time_s)
        return pair

    def _again(self, blobs: list[Blob], first: Blob, last: Blob, reach: float) -> Blob | None:
        """Return the blob nearest to where a sticker was, if it looks as the sticker did."""
        s = self._settings
        like = [
            blob
            for blob in blobs
            if distance(blob.place, last.place) <= reach
            and hue_apart_deg(blob.hue_deg, first.hue_deg) <= s.hue_tolerance_deg
            and self._has_kept_size(blob, first, last)
            and blob.fill >= s.fill
        ]
        return min(like, key=lambda blob: distance(blob.place, last.place), default=None)

    def _has_kept_size(self, blob: Blob, first: Blob, last: Blob) -> bool:
        """Whether nothing has come before a sticker: it may turn away little by little, but not vanish at once."""
        s, left = self._settings, blob.colour / first.colour
        step = blob.colour / last.colour
        return _within(left, s.size_kept) or (s.size_least <= left < s.size_kept[1] and _within(step, s.size_step))

    def _covered(self, seen: Seen) -> float:
        """How far the middle of a sticker may lie off where it has become small: it may have been covered bit by bit.

        Trunk lengths; 0 where both have kept their size.
        """
        first = self._believed.first if self._believed else seen
        if not (isinstance(seen, StickerPair) and isinstance(first, StickerPair)):
            return 0.0
        off = 0.0
        for now, then in ((seen.front, first.front), (seen.back, first.back)):
            left = now.colour / then.colour
            if left < self._settings.size_kept[0]:
                off = max(off, (1 - left) * then.across[0] / 4)
        return off

    def _reading(
        self, seen: Seen, window: HipWindow, keypoints_px: NDArray[np.float64], stance: Stance, frame: Frame
    ) -> Reading:
        assert frame.pose is not None
        noise = math.atan2(
            math.hypot(math.sqrt(2) * self._settings.noise_px * window.picture_px, self._covered(seen)), seen.apart
        )
        roll_deg = frame.pose.roll_deg
        level = keypoints_px if math.isnan(roll_deg) else rotate_about(keypoints_px, (0.0, 0.0), -roll_deg)
        ahead_deg = joint_centres(level, stance, 0.0, frame.pose.network).camera_ahead_deg
        points = {}
        if isinstance(seen, StickerPair):
            points = {"asis": window.in_picture(seen.front.place), "psis": window.in_picture(seen.back.place)}
        return Reading(
            tilt_deg=seen.slope_deg,
            sd_deg=math.hypot(self._slides_deg(belt=not points), math.degrees(noise)),
            features=np.array([0.0 if math.isnan(ahead_deg) else ahead_deg], dtype=np.float32),
            points_px=points,
        )


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _ratio(a: float, b: float) -> float:
    return max(a, b) / min(a, b)


def _moved(now: Seen, before: Seen) -> float:
    """How far the markers moved, trunk lengths; endless where they are of another kind."""
    if isinstance(now, StickerPair) and isinstance(before, StickerPair):
        return now.moved(before)
    if isinstance(now, Belt) and isinstance(before, Belt):
        return distance(now.middle, before.middle)
    return math.inf
