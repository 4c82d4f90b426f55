"""The joint map is what its examples give, and ridge regression finds a map that is there."""

import json

import numpy as np
import pytest

from formcheck.lunge.joints import joint_map
from formcheck.pose.estimator import shipped_network
from formcheck.settings import Settings
from lab.fit_joints import EXAMPLES, MAP, Example, as_table, mapped_joints, read_examples, table_of, write_examples
from lab.joint_fit import THIGH, angles_deg, fit, refined, rolled, seen_joints


def test_a_linear_map_that_is_there_is_found():
    rng = np.random.default_rng(0)
    x, true = rng.normal(size=(400, 24)), rng.normal(size=(24, 15))
    found = fit(x, x @ true + 3.0, ridge=1e-6)
    np.testing.assert_allclose(found(x[:5]), x[:5] @ true + 3.0, atol=1e-6)


def test_the_map_in_the_package_is_the_one_its_examples_give():
    given = json.loads(MAP.read_text(encoding="utf-8"))
    again = table_of(read_examples(EXAMPLES), given["ridge"])
    for name in ("rear_near", "rear_far"):
        np.testing.assert_allclose(again[name]["weights"], given[name]["weights"], atol=2e-4)  # type: ignore[index]


def test_examples_survive_the_file(tmp_path):
    rng = np.random.default_rng(1)
    one = Example("a", True, rng.normal(size=24), rng.normal(size=(7, 2)), -12.5)
    write_examples(tmp_path / "e.npz", [one])
    (back,) = read_examples(tmp_path / "e.npz")
    np.testing.assert_allclose(back.features, one.features, atol=2e-3)
    assert (back.clip, back.rear_is_near, back.azimuth_deg) == ("a", True, -12.5)


def test_angles_of_joints_in_the_frame_of_the_map_have_the_signs_of_the_specification():
    #        rear hip  front hip  rear knee   front knee  rear ankle  front ankle  shoulders
    joints = [[0, 0], [0, 0], [-0.1, -0.8], [0.8, 0.0], [-0.9, -0.8], [0.8, -0.8], [0.2, 1.0]]
    knee, shin, thigh, _rear_knee, trunk = angles_deg(np.array([joints], dtype=float))[0]
    assert knee == pytest.approx(90)
    assert shin == pytest.approx(0)
    assert thigh == pytest.approx(np.degrees(np.arctan2(0.1, 0.8)))
    assert trunk == pytest.approx(np.degrees(np.arctan2(0.2, 1.0)))


def test_the_shoulders_seen_are_the_middle_of_the_two():
    features = np.arange(24.0)
    np.testing.assert_allclose(seen_joints(features)[0, 6], features.reshape(12, 2)[6:8].mean(axis=0))


def test_the_longest_shift_cuts_next_to_nothing_of_what_the_map_gives_for_its_examples():
    examples = read_examples(EXAMPLES)
    text = shipped_network().joint_map
    longest = [
        np.linalg.norm(joint_map(text, e.rear_is_near)(e.features)[:-1].reshape(-1, 2), axis=1).max()
        for e in examples[::5]
    ]
    assert np.mean(np.array(longest) > Settings().joints.longest_shift) < 0.01


def test_a_change_of_the_rear_thigh_is_read_at_its_size():
    examples = [e for e in read_examples(EXAMPLES) if e.clip.startswith("joints_") and abs(e.azimuth_deg) <= 15]
    table, text = as_table(examples), shipped_network().joint_map
    true = angles_deg(table.joints)[:, THIGH]
    told = np.empty_like(true)
    for side in (True, False):
        own = table.near == side
        told[own] = angles_deg(mapped_joints(joint_map(text, side), table.features[own]))[:, THIGH]
    kept = ~table.lost & (true < 28)
    person = np.unique(table.people[kept], return_inverse=True)[1]
    change, read = (v[kept] - (np.bincount(person, v[kept]) / np.bincount(person))[person] for v in (true, told))
    assert change @ read / (change @ change) == pytest.approx(1.0, abs=0.05)


def test_what_the_angles_do_not_need_is_given_up_for_them():
    rng = np.random.default_rng(3)
    features = rng.normal(scale=0.05, size=(400, 24)) + np.array(
        [0, 0, 0, 0, -0.1, -0.8, 0.8, 0, -0.9, -0.8, 0.8, -0.8, *[0.1, 1] * 6]
    )
    joints = seen_joints(features) + rng.normal(scale=0.03, size=(400, 7, 2))
    joints[:, 2] += 0.1 * features[:, :1] ** 2
    people = np.array([f"{k // 8}" for k in range(400)])
    start = fit(features, np.c_[(joints - seen_joints(features)).reshape(-1, 14), np.zeros(400)], 1.0)
    better = refined(start, features, joints, people, 1.0, np.ones(400))

    def errors(found):
        placed = seen_joints(features) + found(features)[:, :14].reshape(-1, 7, 2)
        return np.abs(angles_deg(placed) - angles_deg(joints))[:, :3].mean()

    assert errors(better) < errors(start)


def test_a_rolled_camera_turns_the_whole_body():
    features = np.random.default_rng(4).normal(size=(2, 24))
    turned = rolled(features, np.array([90.0, 0.0]))
    np.testing.assert_allclose(turned[0, 0::2], -features[0, 1::2], atol=1e-9)
    np.testing.assert_allclose(turned[1], features[1])
