"""Tries taken together, and what changed between two occasions."""

import math

import numpy as np
import pytest

from formcheck.posture.occasion import (
    CAMERA_SD_DEG,
    USUAL_SCATTER_DEG,
    PostureRefusedError,
    compare,
    occasion_of,
    value_of,
)
from formcheck.posture.standing import Standing, read_standing
from formcheck.posture.tries import Try
from tests.support.standing_pose import standing_pose


def _tries(*trunks: float, **how: float) -> list[Try]:
    tries = []
    for trunk in trunks:
        reading = read_standing(standing_pose(trunk_deg=trunk, **how))  # type: ignore[arg-type]
        assert isinstance(reading, Standing), reading
        tries.append(Try(reading))
    return tries


def test_the_value_is_the_mean_of_the_tries_and_shows_the_try_nearest_to_it() -> None:
    occasion = occasion_of(_tries(1.0, 2.1, 3.2))
    assert occasion.values["trunk_deg"].mean == pytest.approx(2.1)
    assert occasion.values["trunk_deg"].n == 3
    assert occasion.shown == 1


def test_one_try_is_as_uncertain_as_people_vary_in_general() -> None:
    value = value_of("trunk_deg", [2.0])
    assert value.sd == pytest.approx(math.hypot(USUAL_SCATTER_DEG["trunk_deg"], CAMERA_SD_DEG["trunk_deg"]))


def test_who_varies_more_is_told_less() -> None:
    calm, restless = value_of("trunk_deg", [1.9, 2.0, 2.1]), value_of("trunk_deg", [-2.0, 2.0, 6.0])
    assert restless.sd > 2 * calm.sd
    assert calm.sd > 0.3, "three tries that agree by chance do not prove that somebody never varies"


def test_a_change_counts_beyond_what_standing_again_would_bring_about() -> None:
    compared = compare(_tries(0.0, 0.4, 0.8), _tries(5.0, 5.4, 5.8))
    change = compared.changes["trunk_deg"]
    assert change.value == pytest.approx(5.0)
    assert change.counts
    assert change.sentence.code == "posture.change.counts"
    assert "5.0° further forward" in str(change.sentence)
    assert not compared.changes["knee_deg"].counts
    assert "trunk" in str(compared.sentence)


def test_nothing_is_said_to_have_changed_where_nothing_did() -> None:
    compared = compare(_tries(0.0, 0.4, 0.8), _tries(0.3, 0.7, 1.1))
    assert not any(change.counts for change in compared.changes.values())
    assert compared.sentence.code == "posture.change.nothing"


def test_chance_alone_is_called_a_change_at_most_once_in_twenty() -> None:
    rng, counted = np.random.default_rng(3), 0
    for _ in range(1000):
        old, new = (value_of("trunk_deg", rng.normal(0, 1.0, 3).tolist()) for _ in range(2))
        counted += abs(new.mean - old.mean) > 1.96 * math.hypot(old.sd, new.sd)
    assert counted < 50


def test_a_camera_that_was_moved_needs_its_tilt_known() -> None:
    before, after = _tries(1.0, 1.5), _tries(1.2, 1.4, scale=0.8)
    with pytest.raises(PostureRefusedError) as refused:
        compare(before, after)
    assert refused.value.message.code == "posture.refused.camera_moved"


def test_a_camera_that_was_moved_and_whose_tilt_is_known_is_compared_less_surely() -> None:
    same = compare(_tries(1.0, 1.5, roll_deg=1.0), _tries(1.2, 1.4, roll_deg=1.0))
    moved = compare(_tries(1.0, 1.5, roll_deg=1.0), _tries(1.2, 1.4, roll_deg=-1.0, scale=0.8))
    assert [note.code for note in moved.notes] == ["posture.note.camera_moved"]
    assert moved.changes["trunk_deg"].sd > same.changes["trunk_deg"].sd
    assert moved.changes["trunk_deg"].value == pytest.approx(same.changes["trunk_deg"].value, abs=0.01)


@pytest.mark.parametrize(
    ("other", "code"),
    [({"forward": -1}, "posture.refused.other_side"), ({"view_deg": 18}, "posture.refused.other_view")],
)
def test_what_is_seen_from_elsewhere_is_not_compared(other: dict[str, float], code: str) -> None:
    with pytest.raises(PostureRefusedError) as refused:
        compare(_tries(1.0, 1.5), _tries(1.0, 1.5, **other))
    assert refused.value.message.code == code
