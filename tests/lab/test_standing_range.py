"""The own range shown standing: what is told of it, and what is drawn."""

import numpy as np
import pytest

pytest.importorskip("torch")

from formcheck.settings import Settings
from lab.standing_range import POSTURES, Answer, answer_of, draw_standing_range, table

TILT = {"neutral": 0.0, "tuck": 6.0, "held arch": -7.0, "held neutral": 0.5, "held tuck": 5.0}


def told(changes: dict[str, float] | None = None, trunk_deg: float = 0.0, script: str = "pelvis") -> Answer:
    """Somebody of whom this is read in each posture, with a little scatter; the trunk moves in the tucks."""
    rng, read = np.random.default_rng(0), TILT | (changes or {})
    kinds = [kind for kind, count in POSTURES for _ in range(count)]
    tucks = [read[kind] + float(rng.normal(0, 0.2)) for kind in kinds]
    return answer_of(script, tucks, [trunk_deg * (kind == "tuck") for kind in kinds], Settings())


def test_a_range_counts_and_the_held_postures_are_told_by_it():
    answer = told()
    assert answer.own.counts
    assert answer.own.tuck_deg == pytest.approx(6, abs=0.4)
    assert answer.in_order
    assert answer.shares[2] == pytest.approx(5 / 6, abs=0.1)


def test_an_arch_that_is_read_as_a_tuck_is_out_of_order():
    assert not told({"held arch": 2.0}).in_order
    assert not told({"held tuck": float("nan")}).in_order


def test_a_range_shown_by_leaning_does_not_count():
    assert not told(trunk_deg=9.0).own.counts


def test_the_table_counts_only_ranges_shown_by_the_pelvis_as_shown():
    lines = table({"second way": [told(), told({"tuck": 0.1}), told(script="chest")]}, Settings())
    cells = {line.split(" | ")[0].strip("| *"): line.split(" | ")[1].strip(" |") for line in lines[2:]}
    assert cells["arch < neutral < tuck, where the range counts (goal 95%)"] == "100% of 1"
    assert cells["range counts that was shown"] == "50% of 2"
    assert cells["range counts that was shown with something else"] == "100% of 1"


def test_the_pelvis_keeps_still_where_the_chest_shows_the_range():
    chest, pelvis = draw_standing_range(2, "test"), draw_standing_range(1, "test")
    tucks = [kind == "tuck" for kind in chest.about["kinds"]]

    def largest(session, name):
        return max(abs(getattr(still, name)) for still, tuck in zip(session.kneels, tucks, strict=True) if tuck)

    assert largest(chest, "tilt_deg") < 1.5
    assert largest(chest, "kyphosis_deg") > 8
    assert largest(pelvis, "tilt_deg") > 2.5
