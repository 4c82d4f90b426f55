"""The phases: every one that is named can come, and the documentation names just these."""

import re
from pathlib import Path

import numpy as np
import pytest

from formcheck.lunge.neutral import KneelObservation
from formcheck.lunge.phases import PhaseMachine, PointSpeed
from formcheck.records import Phase, Side
from formcheck.settings import Phases, Stillness

DOCS = Path(__file__).parents[2] / "docs"
RATE = 10


def walk(*parts: tuple[float, str], calibrate: tuple[float, float] = (0, 0)) -> list[Phase]:
    """Walk through parts, each so many seconds long, and return the phases in the order they first came."""
    machine = PhaseMachine(Phases(), Stillness(), longest_step_s=0.5)
    came: list[Phase] = []
    time_s = 0.0
    for seconds, what in parts:
        for _ in range(round(seconds * RATE)):
            came.append(machine.step(observed(time_s, what)))
            machine.calibrate(calibrate[0] <= time_s < calibrate[1])
            time_s += 1 / RATE
    return list(dict.fromkeys(came))


def observed(time_s: float, what: str) -> KneelObservation:
    """Observe nobody (``away``), somebody ``standing``, or who kneels, in good form, on the ``left`` or ``right``."""
    view = what != "away"
    down: Side | None = "left" if what == "left" else "right" if what == "right" else None
    return KneelObservation(
        time_s=time_s,
        view_ok=view,
        kneeling=down is not None if view else None,
        rear_side=down,
        facing="right" if down else None,
        hip_speed=0.0,
        rear_thigh_deg=4.0 if down else float("nan"),
        good=down is not None,
    )


def both_sides(calibrate: tuple[float, float] = (0, 0)) -> list[Phase]:
    """A person who comes into the picture, kneels on the right knee, stands up, and kneels on the left one."""
    parts = (1, "away"), (2, "standing"), (12, "right"), (3, "standing"), (12, "left")
    return walk(*parts, calibrate=calibrate)


def test_every_phase_that_is_named_comes():
    assert set(both_sides(calibrate=(8, 10))) == set(Phase)


def test_in_a_recording_nobody_is_asked_to_arch_and_the_other_phases_come_in_their_order():
    assert both_sides() == [phase for phase in Phase if phase is not Phase.CALIBRATE]


def test_the_documentation_names_the_phases_that_come_and_no_other():
    named = re.search(r"^\| `phase` \| (.*) \|$", (DOCS / "review.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert named is not None
    assert re.findall(r"`(\w+)`", named[1]) == [phase.value for phase in Phase]
    rows = (DOCS / "formats.md").read_text(encoding="utf-8").split("## Phases")[1].splitlines()
    assert [m[1] for row in rows if (m := re.match(r"\| `(\w+)` \|", row))] == [phase.value for phase in Phase]


def speeds(places, rate=10.0, **kwargs):
    speed = PointSpeed(0.5, **kwargs)
    return np.array([speed.step(i / rate, float(x), 0.0, 100.0) for i, x in enumerate(places)])


def test_jitter_is_no_motion_where_errors_are_taken_off_and_steady_motion_stays_motion():
    jitter = np.random.default_rng(0).normal(0, 5, 400)
    assert np.nanmean(speeds(jitter) > 0.1) > 0.4
    assert np.nanmean(speeds(jitter, errors_off=3.0) > 0.1) < 0.05
    moving = 30 * np.arange(100) / 10
    assert np.nanmin(speeds(moving, errors_off=3.0)) == pytest.approx(0.3)
    assert np.nanmin(speeds(moving + jitter[:100] / 10, errors_off=3.0)) > 0.15
