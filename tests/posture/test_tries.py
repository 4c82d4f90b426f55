"""The still parts of a film."""

import numpy as np
import pytest

from formcheck.messages.message import message
from formcheck.posture.standing import read_standing
from formcheck.posture.tries import StillParts, Try
from tests.support.standing_pose import standing_pose

FPS = 10


def _film(*parts: tuple[str, float]) -> list[Try]:
    """Play parts of so many seconds: ``still``, ``steps`` or ``gone``."""
    finder, rng, time_s, found = StillParts(), np.random.default_rng(1), 0.0, []
    for number, (kind, seconds) in enumerate(parts):
        for k in range(round(seconds * FPS)):
            wobble = rng.normal(0, 0.3, 2)
            step = 40 * np.sin(2 * np.pi * k / 8) if kind == "steps" else 0.0
            pose = standing_pose(trunk_deg=number, shift_px=(wobble[0] + step, wobble[1]))
            reading = message("posture.refused.nobody") if kind == "gone" else read_standing(pose)
            ended = finder.step(reading, time_s)
            found += [ended] if ended else []
            time_s += 1 / FPS
    last = finder.finish()
    return [*found, last] if last else found


def test_each_still_part_between_steps_is_one_try() -> None:
    tries = _film(("steps", 1), ("still", 3), ("steps", 2), ("still", 3), ("steps", 2), ("still", 3))
    assert [round(each.standing.angles_deg["trunk_deg"]) for each in tries] == [1, 3, 5]
    assert tries[0].start_s == pytest.approx(1.0, abs=0.7)
    assert tries[0].start_s <= tries[0].at_s <= tries[0].end_s


def test_somebody_who_never_stands_still_has_no_try() -> None:
    assert _film(("steps", 6)) == []


def test_a_moment_of_stillness_is_no_try() -> None:
    assert _film(("steps", 2), ("still", 1.2), ("steps", 2)) == []


def test_a_part_ends_where_the_person_is_lost() -> None:
    assert len(_film(("still", 3), ("gone", 1), ("still", 3))) == 2


def test_a_picture_that_is_not_read_now_and_then_does_not_end_a_part() -> None:
    assert len(_film(("still", 1), ("gone", 0.2), ("still", 1))) == 1
