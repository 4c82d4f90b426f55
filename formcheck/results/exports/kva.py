"""`kinovea.kva`: the annotations of Kinovea, format 2.0: a track of each body point, and key images with angles.

What it holds is what Kinovea's own reader takes: of the file its frame rate, of a track its points as ``x;y;time``, of
a key image its position, its title and angles of three points. Times are numbers of frames at the average rate, which
Kinovea turns into the time stamps of the film that is open; places are pixels of the picture that was judged, which it
scales to that film.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

import numpy as np

from formcheck import __version__
from formcheck.keypoints import Keypoint
from formcheck.messages.catalogue import catalogue
from formcheck.results.events import Event, events
from formcheck.results.stored import StoredReview
from formcheck.results.summary import Summary
from formcheck.system.outputs import write_text

FORMAT = "2.0"
_USUAL_RATE = 30.0
_ANGLES = (("front", "hip", "knee", "ankle"), ("rear", "hip", "knee", "ankle"))
"""Leg, and the joints of an angle, its vertex in the middle."""
_BLUE, _RED, _GREEN = "255;18;49;79", "255;192;38;38", "255;26;147;94"


def write_kva(stored: StoredReview, folder: Path) -> Path:
    """Write `kinovea.kva`."""
    path = folder / "kinovea.kva"
    root = kva(stored)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    write_text(path, f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n')
    return path


def kva(stored: StoredReview) -> ElementTree.Element:
    """Return the annotations of a review."""
    file = stored.summary.file
    root = ElementTree.Element("KinoveaVideoAnalysis")
    rate = f"{file.frame_rate or _USUAL_RATE:.6g}"
    _texts(
        root,
        FormatVersion=FORMAT,
        Producer=f"formcheck.{__version__}",
        OriginalFilename=Path(file.name).stem,
        GlobalTitle=catalogue(stored.summary.language).of("export.observed"),
        ImageSize=f"{file.width_px};{file.height_px}",
        AverageTimeStampsPerFrame="1",
        CaptureFramerate=rate,
        UserFramerate=rate,
        FirstTimeStamp="0",
        SelectionStart="0",
    )
    images = list(_key_images(stored))
    if images:  # Kinovea's reader does not take an empty list
        ElementTree.SubElement(root, "Keyframes").extend(images)
    tracks = list(_tracks(stored))
    if tracks:
        ElementTree.SubElement(root, "Tracks").extend(tracks)
    return root


def _frame(time_s: float, summary: Summary) -> int:
    """Return the number of the frame at a time: at the average rate, because Kinovea knows no other."""
    return round(time_s * (summary.file.frame_rate or _USUAL_RATE))


def _tracks(stored: StoredReview) -> Iterator[ElementTree.Element]:
    times = stored.numbers("keypoints", "time_s")
    for keypoint in Keypoint:
        name = keypoint.name.lower()
        x, y = (stored.numbers("keypoints", f"{name}_corrected_{axis}_px") for axis in "xy")
        places = {
            _frame(times[row], stored.summary): f"{x[row]:.2f};{y[row]:.2f}" for row in np.flatnonzero(np.isfinite(x))
        }
        if len(places) > 1:
            yield _track(stored.summary, name, places)


def _track(summary: Summary, name: str, places: dict[int, str]) -> ElementTree.Element:
    first = min(places)
    track = ElementTree.Element("Track", id=_identity(summary, name), name=name)
    _texts(track, TimePosition=str(first), Mode="Label", ExtraData="Name", Marker="Cross", DisplayBestFitCircle="false")
    points = ElementTree.SubElement(track, "TrackPointList", Count=str(len(places)), UserUnitLength="px")
    for frame in sorted(places):
        _text(points, "TrackPoint", f"{places[frame]};{frame}")
    label = ElementTree.SubElement(track, "MainLabel", Text=name)
    _texts(label, SpacePosition=places[first], TimePosition=str(first))
    style = ElementTree.SubElement(track, "DrawingStyle")
    _style(style, "Color", "color", _BLUE)
    _style(style, "LineSize", "line size", "2")
    _style(style, "TrackShape", "track shape", "Solid;false")
    return track


def _key_images(stored: StoredReview) -> Iterator[ElementTree.Element]:
    """Give an image for each event: the middle of a neutral or a hold, the worst of a fault."""
    summary, words = stored.summary, catalogue(stored.summary.language)
    by_frame: dict[int, list[Event]] = {}
    for event in events(summary):
        whole = event.kind in ("neutral", "hold") and event.end_s is not None
        time_s = (event.start_s + (event.end_s or 0)) / 2 if whole else event.go_s
        by_frame.setdefault(_frame(time_s, summary), []).append(event)
    for frame in sorted(by_frame):
        image = ElementTree.Element("Keyframe")
        titles = [words.text(event.name) for event in by_frame[frame]]
        titles += [words.text(event.worst) for event in by_frame[frame] if event.worst is not None]
        _texts(image, Position=str(frame), Title=" · ".join(titles))
        colour = _RED if any(event.kind == "fault" for event in by_frame[frame]) else _GREEN
        drawn = list(_angles(stored, frame, colour))
        if drawn:
            ElementTree.SubElement(image, "Drawings").extend(drawn)
        yield image


def _angles(stored: StoredReview, frame: int, colour: str) -> Iterator[ElementTree.Element]:
    times = stored.numbers("keypoints", "time_s")
    row = int(np.argmin(np.abs(times - frame / (stored.summary.file.frame_rate or _USUAL_RATE))))
    rear = stored.angles["rear_side"][row]
    if rear not in ("left", "right"):
        return
    side = {"rear": rear, "front": "left" if rear == "right" else "right"}
    for leg, *joints in _ANGLES:
        points = [_place(stored, f"{side[leg]}_{joint}", row) for joint in joints]
        if not all(math.isfinite(value) for point in points for value in point):
            continue
        a, vertex, b = (f"{x:.2f};{y:.2f}" for x, y in points)
        angle = ElementTree.Element("Angle", id=_identity(stored.summary, f"{frame} {leg}"), name=f"{leg}_knee")
        _texts(angle, PointO=vertex, PointA=a, PointB=b)
        _style(ElementTree.SubElement(angle, "DrawingStyle"), "Color", "line color", colour)
        yield angle


def _place(stored: StoredReview, name: str, row: int) -> Sequence[float]:
    return [float(stored.numbers("keypoints", f"{name}_corrected_{axis}_px")[row]) for axis in "xy"]


def _texts(parent: ElementTree.Element, **texts: str) -> None:
    for name, text in texts.items():
        _text(parent, name, text)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    element = ElementTree.SubElement(parent, name)
    element.text = text


def _style(parent: ElementTree.Element, kind: str, key: str, value: str) -> None:
    _texts(ElementTree.SubElement(parent, kind, Key=key), Value=value)


def _identity(summary: Summary, what: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"formcheck:{summary.file.sha256}:kva:{what}"))
