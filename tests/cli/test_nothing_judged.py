"""Pictures in which nothing can be judged: exit code 3, and the reason in words."""

import json
from pathlib import Path

import cv2
import numpy as np
from typer.testing import Result

from tests.support import clips
from tests.support.commands import review, reviewed


def nothing_judged(told: Result, folder: Path, *words: str) -> None:
    rows = reviewed(told, folder, code=3)
    assert rows
    for row in rows:
        assert row["front_knee_deg"] == row["rear_thigh_deg"] == row["trunk_deg"] == ""
    for word in words:
        assert word in told.stdout, told.stdout


def test_nobody_in_the_picture(tmp_path, out):
    room = np.full((480, 640, 3), 128, np.uint8)
    room[:, 400:], room[330:] = 60, 200  # a cupboard and the floor
    clip = clips.write_clip(tmp_path / "room.mp4", [room] * 12)
    nothing_judged(review(clip, "--out", out), out / "room", "nobody can be seen")


def test_a_card_in_place_of_a_picture_is_told_from_an_empty_room(tmp_path, out):
    card = np.full((480, 640, 3), 128, np.uint8)
    clip = clips.write_clip(tmp_path / "card.mp4", [card] * 12)
    nothing_judged(review(clip, "--out", out), out / "card", "the picture shows nothing")


FRONT = Path(__file__).parents[1] / "pictures" / "front_view.jpg"


def test_a_photo_of_a_person_seen_from_the_front(out):
    nothing_judged(review(FRONT, "--out", out), out / "front_view", "turn so your side faces the camera")


def test_a_video_of_a_person_seen_from_the_front(tmp_path, out):
    clip = clips.write_clip(tmp_path / "front.mp4", clips.pictures(FRONT) * 12)
    nothing_judged(review(clip, "--out", out), out / "front", "turn so your side faces the camera")


def test_a_photo_of_two_people(tmp_path, out, few):
    photo = tmp_path / "two.png"
    cv2.imwrite(str(photo), np.hstack([few[0], few[0]]))
    nothing_judged(review(photo, "--out", out), out / "two", "one person")


def test_somebody_beside_their_mirror_image_is_not_judged(tmp_path, out):
    images = [np.hstack([image, image[:, ::-1]]) for image in clips.pictures(count=72)]
    clip = clips.write_clip(tmp_path / "mirror.mp4", images)
    nothing_judged(review(clip, "--out", out), out / "mirror", "or a mirror")


def test_two_people_who_kneel_side_by_side_from_the_first_picture_are_not_judged(tmp_path, out):
    clip = clips.write_clip(tmp_path / "two.mp4", [np.hstack([image, image]) for image in clips.pictures(count=72)])
    nothing_judged(review(clip, "--out", out), out / "two", "more than one person, or a mirror")
    summary = json.loads((out / "two" / "summary.json").read_text(encoding="utf-8"))
    assert "people" in [gate["gate"] for gate in summary["view"]["gates"]]
