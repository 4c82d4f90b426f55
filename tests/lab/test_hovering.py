"""Drawn knees on the floor and in the air: as high as said, the foot on the floor, splits that share nothing."""

import itertools
from dataclasses import replace

import cv2
import numpy as np
import pytest

from lab.hovering import HEIGHTS_M, HOVER_SEEDS, HOVER_SPLITS, draw_hover, film_hover, place_still
from lab.posing import knee_region, lowest_skin, pose
from lab.tilt_sessions import TILT_SEEDS


@pytest.fixture(scope="module")
def session(body_data):
    return draw_hover(7, "test")


@pytest.mark.parametrize("k", range(len(HEIGHTS_M)))
def test_the_knee_is_as_high_as_said_and_the_rear_foot_touches_the_floor(session, k):
    still, body = session.stills[k], session.body
    placement, rear = place_still(body, still), still.kneel.rear_side
    knee = lowest_skin(body, placement, knee_region(body, rear))
    assert knee < still.height_m + still.cushion_m + 0.01
    assert knee > 0.8 * (still.height_m + still.cushion_m) - 0.02  # a shin that slopes down brings its upper end lower
    posed = pose(body, placement)
    foot = posed.vertices[np.linalg.norm(posed.vertices - posed.joints[f"{rear}_foot_index"], axis=1) < 0.08]
    assert foot[:, 2].min() == pytest.approx(0.0, abs=0.035)


def test_no_foot_lies_on_its_back_under_a_knee_in_the_air(session):
    for still in session.stills:
        assert still.heel_up_deg < 110 or still.height_m == 0


def test_splits_share_no_people_rooms_or_clothes_with_each_other_or_with_the_tilt():
    ranges = [*(HOVER_SEEDS[s] for s in HOVER_SPLITS), *TILT_SEEDS.values()]
    assert all(a[1] <= b[0] or b[1] <= a[0] for a, b in itertools.combinations(ranges, 2))
    for split in HOVER_SPLITS:
        about = draw_hover(3, split).about
        assert all(HOVER_SEEDS[split][0] <= about[name] < HOVER_SEEDS[split][1] for name in ("body", "garment", "room"))


def test_the_floor_is_darker_under_a_knee_that_rests_where_contact_is_drawn(session, renderer):
    plain = replace(session, facing="right", stills=tuple(replace(s, contact=0.0) for s in session.stills[:1]))
    dark = replace(plain, stills=tuple(replace(s, contact=1.0) for s in plain.stills))
    (without, truth), (with_contact, _) = (next(iter(film_hover(each, renderer))) for each in (plain, dark))
    x, y = (int(v) for v in truth["joints_px"][f"{truth['rear_side']}_knee"])
    darker = cv2.blur(without.astype(np.float32) - with_contact, (9, 9)).mean(axis=2)  # without the camera's noise
    assert darker[y : y + 30, max(x - 40, 0) : x + 40].max() > 5
    assert darker[:40].max() < 3
