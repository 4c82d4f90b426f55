"""`poses.npz`: what the networks saw in every frame, so that it can be judged again without them and without the video.

No picture is in it: the keypoints, and what each way of seeing the pelvis made of its look.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import KEYPOINT_COUNT
from formcheck.lunge.knee.head import KneeSource
from formcheck.lunge.legs import Stance
from formcheck.lunge.pelvis.reading import PelvisSource, Reading, SourceName, TiltChange
from formcheck.lunge.pelvis.sources import available
from formcheck.lunge.sources import Source
from formcheck.messages.catalogue import DEFAULT, catalogue
from formcheck.messages.message import Message, message
from formcheck.pose.estimator import network_of_0_1_0, shipped_network
from formcheck.records import Frame, PictureState, Pose, PoseNetwork, Side
from formcheck.results.stored import StoredReviewError
from formcheck.settings import JudgingSettings
from formcheck.system.failures import wall
from formcheck.system.outputs import whole_file

NAME = "poses.npz"
NOT_LOOKED = Message("pelvis.not_looked")

_POINTS = ("asis", "psis")
_SIDES: tuple[Side, Side] = ("left", "right")

LARGEST_PX = 100_000
"""No picture is wider or higher, pixels."""
LONGEST_S = 1e6
"""No recording is longer, seconds: eleven days."""
_UNKNOWN = -1
"""Rivals, where nobody has looked for them."""
_FORMAT = np.lib.format
_LARGEST_BYTES = 2**30
"""Of all that is packed in the file: hours of video at 60 pictures a second."""

Key = tuple[int, Side | None, Side | None]
"""Number of the frame, which way the person faces, and which knee is down: what a look at the pelvis depends on."""
Readings = dict[Key, Reading | Message]
Seen = TypeVar("Seen")
Knees = dict[Key, float]
"""Log-odds that the rear knee is in the air."""

_REASONS_OF_0_1 = {
    "Stickers on your hip show the tuck.": "pelvis.no_stickers",
    "No stickers can be seen.": "pelvis.no_stickers",
    "A sticker cannot be seen.": "pelvis.sticker_lost",
    "The stickers cannot be seen.": "pelvis.stickers_lost",
    "The belt cannot be seen.": "pelvis.belt_lost",
    "Hips and shoulders must be in view.": "pelvis.hidden",
}
"""Version 0.1 wrote these sentences where the codes are written now."""


class Recorder:
    """Gathers what the networks saw of one source; `write` comes last."""

    def __init__(self) -> None:
        self._frames: list[tuple[int, float, int, float]] = []
        self._points: list[NDArray[np.float32]] = []
        self._pictures: list[PictureState] = []
        self._between: list[bool] = []
        self._rivals: list[int] = []
        self._size_px = (0, 0)
        self._network = shipped_network()
        self._readings: dict[SourceName, Readings] = {}
        self._knees: Knees = {}

    def recorded(self, sources: Sequence[Source]) -> list[Source]:
        """Return what looks at the pixels such that what it sees is recorded; none of them looks at anything twice."""
        return [
            _RecordedKnee(source, self._knees)
            if source.name == "rear_knee"
            else _Recorded(source, self._readings.setdefault(source.name, {}))
            for source in sources
        ]

    def add(self, frame: Frame) -> None:
        """Take one frame, which must carry its pose."""
        pose = frame.pose
        if pose is None:
            raise ValueError("only a frame with its pose can be recorded")
        self._size_px = pose.size_px
        self._network = pose.network or self._network
        self._frames.append((frame.index, frame.time_s, pose.people, pose.roll_deg))
        self._pictures.append(pose.picture)
        self._between.append(pose.interpolated)
        self._rivals.append(_UNKNOWN if pose.rivals is None else pose.rivals)
        table = np.column_stack([pose.keypoints_px, pose.visibility, pose.presence])
        self._points.append(table.astype(np.float32))

    def passing(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Take every frame that passes, and pass it on."""
        for frame in frames:
            self.add(frame)
            yield frame

    def write(self, path: Path) -> None:
        """Write the file, whole or not at all.

        Raises
        ------
        OutputError
            The file system refuses.
        """
        frames = np.array(self._frames, dtype=np.float64).reshape(-1, 4)
        points = np.array(self._points, dtype=np.float32).reshape(-1, KEYPOINT_COUNT, 4)
        arrays = {"size_px": np.array(self._size_px), "frames": frames, "points": points}
        arrays["pictures"] = np.array([*map(str, self._pictures)])
        arrays["interpolated"] = np.array(self._between, dtype=bool)
        arrays["rivals"] = np.array(self._rivals, dtype=np.int64)
        arrays["pose_network"] = np.array([self._network.name, self._network.joint_map, self._network.view_map])
        for name, readings in self._readings.items():
            arrays |= {f"{name}_{what}": array for what, array in _as_arrays(readings).items()}
        arrays["rear_knee_looks"] = _rows_of(self._knees)
        arrays["rear_knee_log_odds"] = np.array([*self._knees.values()], dtype=np.float64)
        with whole_file(path) as part, part.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # numpy's stub takes `allow_pickle` for one


@dataclass(frozen=True, eq=False)
class StoredPoses:
    """What the networks saw, read back.

    Attributes
    ----------
    size_px
        Width and height of the pictures, pixels.
    frames
        Shape (n, 4): number, time in seconds, people, roll of the camera in degrees.
    points
        Shape (n, 33, 4): x, y in pixels, visibility, presence.
    readings
        What each way of seeing the pelvis saw.
    knees
        What was seen of the rear knee; a review by an earlier version does not say so.
    network
        Which pose network it was.
    pictures
        What was wrong with each picture itself; a review by 0.1.0 does not say so.
    interpolated
        Which pictures lie between two looks; a review by 0.1.0 does not say so, and judged each.
    rivals
        As in `Pose`, -1 where that is not known; no review by 0.1.0 says so.
    """

    size_px: tuple[int, int]
    frames: NDArray[np.float64]
    points: NDArray[np.float32]
    readings: Mapping[str, Readings]
    knees: Knees
    network: PoseNetwork
    pictures: tuple[PictureState, ...]
    interpolated: tuple[bool, ...]
    rivals: tuple[int, ...]

    @classmethod
    def open(cls, folder: Path) -> StoredPoses:
        """Read the file of a folder of results.

        Raises
        ------
        StoredReviewError
            It is not there, or damaged.
        """
        path = folder / NAME
        with wall(StoredReviewError(message("error.results.damaged", path=str(path)))):
            arrays = _arrays(path)
            width, height = (int(side) for side in arrays["size_px"])
            names = [name.removesuffix("_keys") for name in arrays if name.endswith("_keys")]
            readings = {name: _as_readings(name, arrays) for name in names}
            network = network_of_0_1_0()  # whose reviews do not say so
            if "pose_network" in arrays:
                if arrays["pose_network"].dtype.kind != "U":
                    raise ValueError("the network has no name")
                network = PoseNetwork(*arrays["pose_network"].tolist())
            frames = np.asarray(arrays["frames"], np.float64)
            points = np.asarray(arrays["points"], np.float32)
            pictures = tuple(PictureState(name) for name in arrays.get("pictures", ["fine"] * len(frames)))
            between = tuple(bool(x) for x in arrays.get("interpolated", np.zeros(len(frames), dtype=bool)))
            rivals = tuple(int(x) for x in arrays.get("rivals", np.full(len(frames), _UNKNOWN)))
            knees = _as_knees(arrays)
            stored = cls((width, height), frames, points, readings, knees, network, pictures, between, rivals)
            stored._check()
        return stored

    def _check(self) -> None:
        """Raise ValueError where the numbers cannot have been found in any recording."""
        count = len(self.frames)
        if self.frames.shape != (count, 4) or self.points.shape != (count, KEYPOINT_COUNT, 4):
            raise ValueError("shapes")
        if len(self.interpolated) != count:
            raise ValueError("looks")
        if len(self.rivals) != count or not all(_UNKNOWN <= rivals <= 1000 for rivals in self.rivals):
            raise ValueError("rivals")
        if len(self.pictures) != count or not all(0 < side <= LARGEST_PX for side in self.size_px):
            raise ValueError("pictures")
        index, time_s, people, roll_deg = self.frames.T
        if not (np.isfinite(self.frames[:, :3]).all() and not np.isinf(roll_deg).any()):
            raise ValueError("numbers of the frames")
        if (np.diff(index) <= 0).any() or (np.diff(time_s) <= 0).any() or (people < 0).any() or (people > 1000).any():
            raise ValueError("order of the frames")
        if count and not (index[0] >= 0 and index[-1] < 1e9 and time_s[0] >= 0 and time_s[-1] < LONGEST_S):
            raise ValueError("times")
        if (np.abs(np.nan_to_num(self.points, posinf=np.inf, neginf=np.inf)) > 100 * LARGEST_PX).any():
            raise ValueError("places")
        for readings in self.readings.values():
            lengths = {len(r.features) for r in readings.values() if isinstance(r, Reading) and r.features is not None}
            if len(lengths) > 1:
                raise ValueError("features")

    def __iter__(self) -> Iterator[Frame]:
        """Give each frame with its pose; without picture, mask and places in metres."""
        in_metres = np.full((KEYPOINT_COUNT, 3), np.nan)
        points = self.points.astype(np.float64)
        of_frames = (self.frames.tolist(), points[..., :2], points[..., 2], points[..., 3])
        looks = zip(*of_frames, self.pictures, self.interpolated, self.rivals, strict=True)
        for (index, time_s, people, roll_deg), x_y, visibility, presence, picture, interpolated, rivals in looks:
            pose = Pose(
                *(self.size_px, x_y, visibility, presence, in_metres),
                people=int(people),
                roll_deg=roll_deg,
                network=self.network,
                picture=picture,
                interpolated=interpolated,
                rivals=None if rivals == _UNKNOWN else rivals,
            )
            yield Frame(int(index), time_s, pose=pose)

    def sources(self, settings: JudgingSettings) -> list[Source]:
        """Return what the settings allow to look at the pixels, such that it sees what it saw then."""
        pelvis = [_Replayed(source, self.readings.get(source.name, {})) for source in available(settings)]
        return [*pelvis, *([_ReplayedKnee(self.knees)] if settings.half_kneeling.look_at_knee else [])]


class _Once(Generic[Seen]):
    """Writes down what one source sees, and lets it look at nothing twice: what it remembers would be another.

    Parameters
    ----------
    into
        What was seen, by this source or another of its kind.
    """

    def __init__(self, into: dict[Key, Seen]) -> None:
        self._into = into
        self._own: dict[Key, Seen | None] = {}

    def seen(self, key: Key, look: Callable[[], Seen | None]) -> Seen | None:
        """Return what this source has seen, or look; None where nothing was to be looked at."""
        if key not in self._own:
            seen = self._own[key] = look()
            if seen is not None:
                self._into[key] = seen
        return self._own[key]


class _Recorded:
    """A way of seeing the pelvis whose looks are written down."""

    def __init__(self, source: PelvisSource, into: Readings) -> None:
        self.name = source.name
        self.merge, self.change = source.merge, source.change
        self._source = source
        self._once = _Once(into)

    def look(self, frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance) -> Reading | Message | None:
        """Look, and write down what was seen; or say what was seen when this was looked at before."""
        return self._once.seen(_key(frame, stance), lambda: self._source.look(frame, keypoints_px, stance))


class _RecordedKnee:
    """What sees the rear knee, its looks written down."""

    name: Literal["rear_knee"] = "rear_knee"

    def __init__(self, source: KneeSource, into: Knees) -> None:
        self._source = source
        self._once = _Once(into)

    def look(self, frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance) -> float | None:
        """Look, and write down what was seen; or say what was seen when this was looked at before."""
        return self._once.seen(_key(frame, stance), lambda: self._source.look(frame, keypoints_px, stance))


class _ReplayedKnee:
    """What saw the rear knee, and only remembers."""

    name: Literal["rear_knee"] = "rear_knee"

    def __init__(self, knees: Knees) -> None:
        self._knees = knees

    def look(self, frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance) -> float | None:
        """Say what was seen then; see `KneeSource.look`."""
        return self._knees.get(_key(frame, stance))


class _Replayed:
    """A way of seeing the pelvis that only remembers."""

    def __init__(self, source: PelvisSource, readings: Readings) -> None:
        self.name = source.name
        self._source = source
        self._readings = readings
        self._looked_at = {index for index, *_ in readings}
        self._changes: dict[tuple[float, bytes, int], TiltChange] = {}

    def look(self, frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance) -> Reading | Message | None:
        """Say what was seen then; see `PelvisSource.look`."""
        seen = self._readings.get(_key(frame, stance))
        return (NOT_LOOKED if frame.index in self._looked_at else None) if seen is None else seen

    def merge(self, readings: Sequence[Reading]) -> Reading:
        """See `PelvisSource.merge`."""
        return self._source.merge(readings)

    def change(self, before: Reading, now: Reading) -> TiltChange:
        """See `PelvisSource.change`; what was compared before is remembered."""
        features = b"" if before.features is None else before.features.tobytes()
        key = (before.tilt_deg, features, id(now))  # the readings of now are kept here, so none takes another's place
        if key not in self._changes:
            self._changes[key] = self._source.change(before, now)
        return self._changes[key]


def _arrays(path: Path) -> dict[str, NDArray[np.generic]]:
    """Read the arrays, none of which may claim to be larger than what is packed for it.

    Raises
    ------
    ValueError, OSError, zipfile.BadZipFile, zlib.error
        They are damaged.
    """
    arrays = {}
    with zipfile.ZipFile(path) as packed:
        if sum(member.file_size for member in packed.infolist()) > _LARGEST_BYTES:
            raise ValueError("too large")
        for member in packed.infolist():
            data = io.BytesIO(packed.read(member))
            version = _FORMAT.read_magic(data)
            if version not in ((1, 0), (2, 0)):
                raise ValueError("version of an array")
            read_header = _FORMAT.read_array_header_1_0 if version == (1, 0) else _FORMAT.read_array_header_2_0
            shape, _, kind = read_header(data)
            if min(shape, default=0) < 0 or math.prod(shape) * kind.itemsize > member.file_size:
                raise ValueError("an array of another size")
            data.seek(0)
            arrays[member.filename.removesuffix(".npy")] = _FORMAT.read_array(data, allow_pickle=False)
    return arrays


def _key(frame: Frame, stance: Stance) -> Key:
    return frame.index, stance.facing, stance.rear_side


def _rows_of(keys: Iterable[Key]) -> NDArray[np.int64]:
    """Put keys into an array: number of the frame, then row of each side, -1 where not known."""
    rows = [(index, *(-1 if s is None else _SIDES.index(s) for s in sides)) for index, *sides in keys]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _as_knees(arrays: Mapping[str, NDArray[np.generic]]) -> Knees:
    if "rear_knee_looks" not in arrays:
        return {}
    looks = np.asarray(arrays["rear_knee_looks"], np.int64).reshape(-1, 3).tolist()
    odds = np.asarray(arrays["rear_knee_log_odds"], np.float64)
    if not np.isfinite(odds).all():
        raise ValueError("looks at the knee")
    return {(i, _side(facing), _side(rear)): odd for (i, facing, rear), odd in zip(looks, odds.tolist(), strict=True)}


def _as_arrays(readings: Readings) -> dict[str, NDArray[np.generic]]:
    """Put readings into arrays: their keys, then numbers for what was observed and codes for what was not."""
    rows = [reading if isinstance(reading, Reading) else None for reading in readings.values()]
    length = max((len(r.features) for r in rows if r is not None and r.features is not None), default=0)
    features = np.full((len(rows), length), np.nan, np.float32)
    numbers = np.full((len(rows), 2 + 2 * len(_POINTS)), np.nan)
    for row, reading in enumerate(rows):
        if reading is not None:
            places = [xy for name in _POINTS for xy in reading.points_px.get(name, (math.nan, math.nan))]
            numbers[row] = (reading.tilt_deg, reading.sd_deg, *places)
            if reading.features is not None:
                features[row] = reading.features
    return {
        "keys": _rows_of(readings),
        "why_not": np.array([r.code if isinstance(r, Message) else "" for r in readings.values()], dtype=np.str_),
        "numbers": numbers,
        "features": features,
    }


def _as_readings(name: str, arrays: Mapping[str, NDArray[np.generic]]) -> Readings:
    columns = (arrays[f"{name}_{what}"] for what in ("keys", "why_not", "numbers", "features"))
    readings: Readings = {}
    for (index, facing, rear), why_not, numbers, features in zip(*columns, strict=True):
        key = (int(index), _side(facing), _side(rear))
        reading = _reading(np.asarray(numbers, np.float64), np.asarray(features, np.float32))
        readings[key] = _reason(str(why_not)) if why_not else reading
    return readings


def _reason(stored: str) -> Message:
    code = _REASONS_OF_0_1.get(stored, stored)
    return Message(code) if code in catalogue(DEFAULT).sentences else NOT_LOOKED


def _side(row: int) -> Side | None:
    return None if row < 0 else _SIDES[row]


def _reading(numbers: NDArray[np.float64], features: NDArray[np.float32]) -> Reading:
    tilt_deg, sd_deg, *places = numbers.tolist()
    points = {p: np.array(places[2 * n : 2 * n + 2]) for n, p in enumerate(_POINTS) if math.isfinite(places[2 * n])}
    return Reading(tilt_deg, sd_deg, None if np.isnan(features).all() else features, points)
