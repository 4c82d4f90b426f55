"""What the wider sessions promise: a chest that moves without the pelvis, standing, and views as they are judged."""

import numpy as np
import pytest

from lab.camera import Camera
from lab.posing import pose
from lab.tilt_sessions import draw_session, still_truth
from lab.tilt_wide import POSTURES, ROUNDING_DEG, draw_wide

SEEDS = range(24)


@pytest.fixture(scope="module")
def drawn():
    return {posture: [draw_wide(seed, "train", posture) for seed in SEEDS] for posture in POSTURES}


def moved(session):
    return [k for k, neutral in zip(session.kneels, session.neutral, strict=True) if not neutral]


def resting(session):
    return [k for k, neutral in zip(session.kneels, session.neutral, strict=True) if neutral]


@pytest.mark.parametrize("posture", POSTURES)
def test_the_chest_is_rounded_far_whatever_the_pelvis_does(drawn, posture):
    rows = []
    for session in drawn[posture]:
        at_rest = np.mean([k.kyphosis_deg for k in resting(session)])
        rows += [[k.tilt_deg, k.kyphosis_deg - at_rest] for k in moved(session)]
    tilt, rounding = np.array(rows).T
    assert abs(np.corrcoef(tilt, rounding)[0, 1]) < 0.2
    assert (np.abs(rounding) > 0.5 * ROUNDING_DEG).mean() > 0.2


@pytest.mark.parametrize("posture", POSTURES)
def test_in_the_course_of_the_chest_many_pelves_stand_still_while_it_moves(drawn, posture):
    chest = [session for session in drawn[posture] if session.about["course"] == "chest"]
    assert len(chest) >= 3
    still = [k for session in chest for k in moved(session) if abs(k.tilt_deg) < 2.5]
    assert len(still) > 3 * len(chest)
    assert np.std([k.kyphosis_deg for k in still]) > 5


@pytest.mark.parametrize("posture", POSTURES)
def test_the_neutral_stills_are_calm(drawn, posture):
    for session in drawn[posture]:
        assert sum(session.neutral) == 3
        assert np.ptp([k.tilt_deg for k in resting(session)]) < 6
        assert np.ptp([k.kyphosis_deg for k in resting(session)]) < 9


def test_where_the_spine_turns_differs_between_people(drawn):
    shares = {k.kyphosis_shares for session in drawn["kneeling"] for k in session.kneels}
    assert len(shares) == len(SEEDS)
    assert all(0 <= low <= high <= 1 for low, high in shares)


def test_views_rolls_and_sizes_reach_what_is_judged(drawn):
    views = [session.scene.view for sessions in drawn.values() for session in sessions]
    assert 20 < max(abs(v.azimuth_deg) for v in views) <= 30
    assert 8 < max(abs(v.roll_deg) for v in views) <= 15
    assert min(v.share for v in views) < 0.5


def test_a_standing_still_turns_the_pelvis_by_the_tilt_and_keeps_the_trunk_where_it_was_drawn(drawn):
    session = drawn["standing"][0]
    body = session.scene.body
    truths = [
        still_truth(session, k, a_camera(), pose(body, session.scene.act.placement(body, float(k))))
        for k in range(len(session.kneels))
    ]
    line = np.array([t["pelvic_tilt_deg"] for t in truths])
    tilt = np.array([k.tilt_deg for k in session.kneels])
    assert line - line.mean() == pytest.approx(tilt - tilt.mean(), abs=0.3)
    assert [t["trunk_deg"] for t in truths] == pytest.approx([k.trunk_deg for k in session.kneels], abs=0.5)
    assert {t["posture"] for t in truths} == {"standing"}
    assert all(t["front_knee_deg"] > 140 for t in truths)


def a_camera():
    return Camera((640, 480), 0.0, np.array([0.0, 0.0, 0.8]), 3.0, 0.8)


def test_who_it_is_does_not_depend_on_the_wider_draw():
    wide, plain = draw_wide(3, "test"), draw_session(3, "test")
    assert np.array_equal(wide.scene.body.vertices, plain.scene.body.vertices)
    assert wide.scene.outfit == plain.scene.outfit
    assert draw_wide(3, "test").kneels == wide.kneels
