"""A recording that lost its turn is judged like the upright one, and judged again and redrawn the same way."""

import cv2
import numpy as np
import pytest

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.messages.message import Message
from formcheck.results.stored import StoredReview
from formcheck.review.rejudge import rejudge
from formcheck.review.rejudge_folder import rejudge_folder
from formcheck.review.run import Options, review_file
from tests.support.clips import pictures, write_clip

FPS = 12
TURNS = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
"""What undoes the turn to be found."""
ANGLES = ["front_knee_deg", "front_shin_deg", "rear_thigh_deg", "rear_knee_deg", "trunk_deg"]


def upright():
    return pictures(count=96)[::2]


def turned(images, turn):
    return [cv2.rotate(image, TURNS[turn]) for image in images]


def review(file, folder, **corrections):
    review_file(file, folder, Options(video=False, corrections=Corrections(**corrections)))
    return StoredReview.open(folder)


def angles(stored):
    return np.array([np.nanmedian(stored.series().curve(name)[1]) for name in ANGLES])


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    folder = tmp_path_factory.mktemp("upright")
    return angles(review(write_clip(folder / "clip.mp4", upright(), fps=FPS), folder / "out"))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_film_without_its_turn_is_judged_like_the_upright_one(tmp_path, reference, turn):
    file = write_clip(tmp_path / "clip.mp4", turned(upright(), turn), fps=FPS)
    stored = review(file, tmp_path / "out")
    code = "note.upside_down" if turn == 180 else "note.on_its_side"
    assert stored.summary.judged
    assert stored.summary.file.note_messages == [Message(code, {"degrees": turn})]
    assert (stored.summary.file.rotation_deg, stored.summary.corrections) == (turn, Corrections())
    np.testing.assert_allclose(angles(stored), reference, atol=3)
    if turn == 90:
        again = rejudge_folder(stored, tmp_path / "again", Corrections(), recording=file)
        assert again.judged
        assert rejudge(stored, Corrections()).summary.verdict == stored.summary.verdict


def test_a_photo_without_its_turn_is_turned(tmp_path):
    cv2.imwrite(str(tmp_path / "photo.png"), turned(upright()[:1], 90)[0])
    stored = review(tmp_path / "photo.png", tmp_path / "out")
    assert stored.summary.judged
    assert stored.summary.file.rotation_deg == 90


def test_the_turn_by_hand_is_kept_and_asks_for_another_look_when_it_changes(tmp_path, reference):
    file = write_clip(tmp_path / "clip.mp4", turned(upright(), 270), fps=FPS)
    stored = review(file, tmp_path / "out", rotate_deg=270)
    assert (stored.summary.file.note_messages, stored.summary.corrections.rotate_deg) == ([], 270)
    assert stored.summary.uncorrected_verdict == ""
    np.testing.assert_allclose(angles(stored), reference, atol=3)
    with pytest.raises(FormcheckError) as refused:
        rejudge(stored, Corrections())
    assert refused.value.message.code == "error.review.other_picture"
