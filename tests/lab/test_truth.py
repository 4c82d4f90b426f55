"""Truth: angles from pixels, mirrored clips, and faults."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.geometry import inclination_deg, interior_angle_deg
from formcheck.settings import Settings
from lab.camera import Camera
from lab.clips import clip_truth, frame_truth
from lab.kneeling import Kneel, foot_for
from lab.outfits import Outfit
from lab.posing import pose
from lab.rooms import random_room
from lab.scenes import KneelingAct, Move, Scene, StanceAct
from lab.stances import standing

FPS = 8.0
FAR = Camera((640, 480), 0.0, np.array([0.1, 0.0, 0.65]), 400.0, 0.65, fov_deg=0.25)
NEUTRAL = Kneel(rear_side="right", rear_thigh_deg=3.0, foot_ahead_m=0.42)


def scene(body, act, facing="right", seconds=6.0) -> Scene:
    return Scene("s", seconds, body, Outfit(), random_room(np.random.default_rng(0)), act, facing=facing)


def truth(body, *moves, facing="right", seconds=6.0, start=NEUTRAL):
    made = scene(body, KneelingAct(start, moves), facing, seconds)
    times = np.arange(round(seconds * FPS)) / FPS
    frames = [frame_truth(made, FAR, pose(body, made.act.placement(body, t)), t) for t in times]
    return clip_truth(made, FAR.size_px, FPS, frames)


def from_pixels(joints, rear, forward):
    front = "left" if rear == "right" else "right"
    hips, shoulders = ((joints[f"left_{n}"] + joints[f"right_{n}"]) / 2 for n in ("hip", "shoulder"))
    asis, psis = ((joints[f"left_{n}"] + joints[f"right_{n}"]) / 2 for n in ("asis", "psis"))
    return {
        "front_knee_deg": interior_angle_deg(*(joints[f"{front}_{n}"] for n in ("hip", "knee", "ankle"))),
        "front_shin_deg": inclination_deg(joints[f"{front}_ankle"], joints[f"{front}_knee"], forward),
        "rear_thigh_deg": inclination_deg(joints[f"{rear}_knee"], joints[f"{rear}_hip"], forward),
        "rear_knee_deg": interior_angle_deg(*(joints[f"{rear}_{n}"] for n in ("hip", "knee", "ankle"))),
        "trunk_deg": inclination_deg(hips, shoulders, forward),
        "pelvic_tilt_deg": inclination_deg(psis, asis, forward) - 90,
    }


@pytest.mark.parametrize("facing", ["right", "left"])
@pytest.mark.parametrize("rear_side", ["right", "left"])
def test_angles_taken_from_the_pixels_of_a_distant_camera_are_the_true_ones(body, facing, rear_side):
    moves = [Move(0.2, 1.0, {"rear_thigh_deg": 18.0, "trunk_deg": 22.0, "tilt_deg": -9.0})]
    made = truth(body, *moves, facing=facing, seconds=1.5, start=replace(NEUTRAL, rear_side=rear_side))
    for frame in (made.frames[0], made.frames[-1]):
        seen = from_pixels(frame.joints_px, made.rear_side, 1.0 if facing == "right" else -1.0)
        for name, value in frame.angles_deg.items():
            assert seen[name] == pytest.approx(value, abs=0.3), name


def test_a_mirrored_clip_swaps_the_sides_and_keeps_the_angles(body):
    plain, mirrored = (truth(body, seconds=0.5, facing=f) for f in ("right", "left"))
    assert (plain.rear_side, mirrored.rear_side) == ("right", "left")
    a, b = plain.frames[0], mirrored.frames[0]
    assert a.angles_deg == pytest.approx(b.angles_deg)
    assert a.joints_px["right_knee"] * [-1, 1] + [640, 0] == pytest.approx(b.joints_px["left_knee"])
    assert a.joints_m["right_knee"] * [1, -1, 1] == pytest.approx(b.joints_m["left_knee"])
    assert a.joints_px["nose"][0] > 320 > b.joints_px["nose"][0]


@pytest.mark.parametrize(
    ("change", "kind", "quantity", "edge", "above"),
    [
        ({"rear_thigh_deg": 18.0}, "over_lunging", "lunge_deg", Settings().bands.lunge_deg.yellow[1], True),
        ({"trunk_deg": 28.0}, "trunk_lean", "trunk_deg", 20, True),
        ({"trunk_deg": -14.0}, "trunk_back", "trunk_deg", -10, False),
        ({"tilt_deg": 9.0}, "arching", "tuck_deg", -3, False),
    ],
)
def test_a_fault_starts_with_the_first_frame_past_its_edge(body, change, kind, quantity, edge, above):
    made = truth(body, Move(2.2, 1.0, change), Move(5.0, 0.8, {n: getattr(NEUTRAL, n) for n in change}))
    [fault] = [f for f in made.faults() if f.kind == kind and f.quantity == quantity]
    values = made.angles()[quantity]
    past = values > edge if above else values < edge
    first, last = np.flatnonzero(past)[[0, -1]]
    assert (fault.start_s, fault.end_s) == pytest.approx((made.frames[first].time_s, made.frames[last].time_s))
    assert 2.2 < fault.start_s < 3.2
    assert 5.0 < fault.end_s < 5.8


def test_a_tuck_is_lost_only_after_it_was_there(body):
    tuck, back = Move(2.1, 0.8, {"tilt_deg": -8.0}), Move(3.5, 0.6, {"tilt_deg": 0.0})
    assert [f.kind for f in truth(body, tuck, back).faults()] == ["tuck_lost"]
    kept = truth(body, tuck, seconds=4.0)
    assert kept.faults() == []
    assert kept.angles()["tuck_deg"][-1] == pytest.approx(8.0, abs=1.0)  # posterior is positive


def test_what_was_asked_for_in_the_own_range_is_no_fault_and_no_tuck_that_could_be_lost(body):
    arch, back = Move(2.1, 0.5, {"tilt_deg": 9.0}), Move(3.5, 0.5, {"tilt_deg": 0.0})
    tuck, rest = Move(4.2, 0.5, {"tilt_deg": -8.0}), Move(5.2, 0.5, {"tilt_deg": 0.0})
    made = truth(body, arch, back, tuck, rest, seconds=9.0)
    assert {f.kind for f in made.faults()} == {"arching", "tuck_lost"}
    assert replace(made, range_s=(0.5, 6.0)).faults() == []


def test_a_short_excursion_is_no_fault(body):
    there, back = Move(2.1, 0.5, {"trunk_deg": 24.0}), Move(2.6, 0.5, {"trunk_deg": 1.0})
    assert truth(body, there, back).faults() == []


def test_a_foot_far_ahead_shows_in_knee_and_shin(body):
    out = foot_for(body, NEUTRAL, front_knee_deg=128)
    made = truth(body, Move(2.2, 1.0, {"foot_ahead_m": out}))
    assert {f.kind for f in made.faults()} == {"front_knee_straight", "shin_back"}


def test_where_nobody_kneels_nothing_is_claimed(body, tmp_path):
    made = scene(body, StanceAct(standing(body)), seconds=0.5)
    frames = [frame_truth(made, FAR, pose(body, made.act.placement(body, t)), t) for t in (0.0, 0.1)]
    clip = clip_truth(made, FAR.size_px, FPS, frames)
    assert clip.rear_side is None
    assert clip.faults() == []
    assert all(np.isnan(values).all() for values in clip.angles().values())
    clip.write(tmp_path / "t.json")
    assert "NaN" not in (tmp_path / "t.json").read_text()
