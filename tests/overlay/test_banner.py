"""Where the box with the sentence stands."""

import dataclasses
import itertools

import numpy as np
import pytest

from formcheck.coaching.cues import CUES
from formcheck.lunge.faults import FaultKind
from formcheck.messages.catalogue import catalogue
from formcheck.messages.message import Message
from formcheck.overlay.banner import Banner
from formcheck.overlay.drawing import Font, Pen
from formcheck.overlay.limbs import COLOURS, Body
from formcheck.records import Band
from tests.support import factories

LEGS = ("hip", "knee", "ankle", "toe")
SENTENCES = [
    *CUES.values(),
    Message("gate.people.several"),
    Message("gate.confidence.unsure"),
    Message("gate.body_in_frame.cut_off"),
    Message("gate.view.turn"),
]


def pen_of(size_px):
    return Pen(np.full((size_px[1], size_px[0], 3), 110, np.uint8), Font())


def body_in(size_px, knee_at=(0.48, 0.9), limb=0.25, facing="right", known=True):
    """A kneeling body with its rear knee at a place, limbs so long, both shares of the picture."""
    points = factories.kneeling_keypoints(facing=facing, size_px=(480, 480)) / 480
    least = min(size_px)
    points = (points - (0.48, 0.83)) * least * limb / 0.25 + np.array(knee_at) * size_px
    if not known:
        points = np.full_like(points, np.nan)
    return Body(dataclasses.replace(factories.measurement(facing=facing), keypoints_px=points), points, facing)


def leg_points(body):
    """Points along both legs, feet too, shape (n, 2)."""
    lines = []
    for leg in ("rear", "front"):
        for a, b in itertools.pairwise(LEGS):
            start, end = body.points[f"{leg}.{a}"], body.points[f"{leg}.{b}"]
            lines.append(start + (end - start) * np.linspace(0, 1, 30)[:, None])
    return np.concatenate(lines)


def covers(box, points):
    return ((points >= box[:2]) & (points <= box[2:])).all(axis=1).any()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size_px", [(640, 480), (480, 270), (270, 480), (180, 320), (160, 120), (1080, 1920)])
@pytest.mark.parametrize("knee_at", [(0.4, 0.95), (0.48, 0.8), (0.55, 0.6)])
def test_no_sentence_covers_the_legs_it_speaks_of(language, size_px, knee_at):
    words = catalogue(language)
    for facing in ("left", "right"):
        body = body_in(size_px, knee_at, facing=facing)
        for sentence in SENTENCES:
            pen = pen_of(size_px)
            box = Banner().write(pen, words.text(sentence), COLOURS[Band.RED], Band.RED, body)
            assert not covers(box, leg_points(body)), (sentence.code, facing, box)
            assert box[0] >= 0 and box[1] >= 0 and box[2] <= size_px[0] and box[3] <= size_px[1]


def test_where_there_is_room_the_sentence_stands_at_the_foot_in_large_letters():
    body = body_in((640, 480), (0.48, 0.7))
    text = catalogue("en").text(CUES[FaultKind.OVER_LUNGING])
    box = Banner().write(pen_of((640, 480)), text, COLOURS[Band.RED], Band.RED, body)
    assert box[3] == 470 and box[3] - box[1] >= 45


def test_where_nobody_is_the_sentence_stands_at_the_foot():
    text = catalogue("en").text(Message("gate.people.nobody"))
    box = Banner().write(pen_of((640, 480)), text, COLOURS[Band.RED], None, body_in((640, 480), known=False))
    assert box[3] == 470


def test_the_sentence_stands_beside_the_clock_and_the_name_of_the_phase():
    taken = [(10, 10, 200, 60), (540, 10, 630, 100)]
    body = body_in((640, 480), (0.48, 0.97), limb=0.3)
    for sentence in SENTENCES:
        text = catalogue("en").text(sentence)
        box = Banner().write(pen_of((640, 480)), text, COLOURS[Band.RED], Band.RED, body, taken=taken)
        for left, top, right, bottom in taken:
            assert box[0] >= right or box[2] <= left or box[1] >= bottom or box[3] <= top


def test_the_box_does_not_jump_with_every_movement():
    banner, text = Banner(), catalogue("en").text(CUES[FaultKind.OVER_LUNGING])
    rng = np.random.default_rng(3)
    tops = []
    for _ in range(60):
        body = body_in((640, 480), (0.48 + rng.normal(0, 0.01), 0.86 + rng.normal(0, 0.02)))
        tops.append(banner.write(pen_of((640, 480)), text, COLOURS[Band.RED], Band.RED, body)[1])
    assert sum(a != b for a, b in itertools.pairwise(tops)) <= 2
