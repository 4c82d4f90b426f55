"""How the words of a hold are scored against the truth of a film that begins with the own range."""

import numpy as np
import pytest

from lab.range_accuracy import held, table

SWINGS = [("neutral", 0.5, 3.0), ("tuck", 4.0, 5.0), ("neutral", 6.0, 7.0), ("tuck", 8.0, 9.0), ("neutral", 10.0, 11.0)]
TIMES = np.arange(0, 20, 0.1)
OWN_DEG = 6.0


def film(kind, tuck_deg, words, view_deg=8.0, counts=True, split="third"):
    """Return what is scored of a film whose hold, from 12 to 19 s, has a course of true tucks and of words."""
    hold = (TIMES >= 12) & (TIMES <= 19)
    tilt = np.full(len(TIMES), 10.0)
    for name, start_s, end_s in SWINGS:
        tilt[(start_s <= TIMES) & (end_s >= TIMES)] = 10.0 - (OWN_DEG if name == "tuck" else 0.0)
    tilt[hold] = 10.0 - np.broadcast_to(tuck_deg, hold.sum())
    said = np.full(len(TIMES), "", dtype="<U20")
    said[hold] = words
    truth = {
        "name": kind,
        "azimuth_deg": view_deg,
        "about": {"kind": kind, "split": split, "swings_s": SWINGS, "hold_s": [12.0, 19.0]},
        "time_s": TIMES.tolist(),
        "angles_deg": {"pelvic_tilt_deg": tilt.tolist()},
    }
    rows = [{"time_s": f"{t:.4f}", "pelvis_statement": word} for t, word in zip(TIMES, said, strict=True)]
    return held(truth, rows, {"sides": [{"own_range": {"counts": counts}}]})


def figure(films, what, mode="marked"):
    cells = next(line.split(" | ") for line in table(films, mode) if line.startswith(f"| {what} |"))
    return cells[1].removesuffix(" |")


def lost(words_late):
    """Return a film whose tuck is lost at 15 s."""
    count = int(((TIMES >= 12) & (TIMES <= 19)).sum())
    late = np.arange(count) >= 30
    return film("lost", np.where(late, 0.0, 5.0), np.where(late, words_late, "tucked"))


def test_the_hold_is_measured_from_the_neutral_of_the_film():
    f = film("tuck", 5.0, "tucked")
    assert f.own_deg == pytest.approx(OWN_DEG)
    assert f.held_deg == pytest.approx(5.0)
    assert f.times_s[0] == pytest.approx(13.0)


def test_a_tuck_is_told_where_the_word_stands_in_most_of_the_hold():
    films = [film("tuck", 5.0, "tucked"), film("tuck", 5.0, "no clear change"), film("tuck", 2.0, "")]
    assert figure(films, "tucks told, views to 15°") == "50% of 2"
    assert figure(films, "tucks told, views of 15-25°") == "–"
    assert figure([film("tuck", 5.0, "tucked", view_deg=-20)], "tucks told, views of 15-25°") == "100% of 1"


def test_a_word_on_the_neutral_is_wrong_and_a_word_on_the_other_side_is_opposite():
    never = film("never", 0.0, "tucked")
    assert figure([never], "neutral called tucked or arching, frames").startswith("100.0%")
    assert figure([never], "opposite word, frames") == "–"
    assert figure([film("arch", -5.0, "tucked")], "opposite word, frames").startswith("100.0%")
    assert figure([film("arch", -5.0, "arching")], "opposite word, frames").startswith("0.0%")


def test_a_lost_tuck_must_be_told_in_time_and_the_word_of_before_may_stand_until_then():
    late = np.full(int(((TIMES >= 12) & (TIMES <= 19)).sum()), "tucked", dtype="<U20")
    late[65:] = "tuck lost"
    assert figure([lost("tuck lost"), lost(late)], "tuck lost in time") == "50% of 2"
    assert figure([lost("tuck lost")], "neutral called tucked or arching, frames").startswith("0.0%")


def test_a_range_shown_by_the_chest_is_not_among_those_that_should_count():
    films = [film("tuck", 5.0, "tucked", counts=False), film("chest", 0.0, "", counts=True)]
    assert figure(films, "range counts that was shown, views to 15°") == "0% of 1"
    assert figure(films, "range counts that was shown with something else") == "100% of 1"


def test_each_way_of_deforming_has_its_column():
    films = [film("arch", -9.0, "arching", split=split) for split in ("third", "test")]
    assert table(films, "none")[0] == "| no range | first way | third domain |"
    assert figure(films[:1], "arches of 8° or more told", "none") == "100% of 1"
