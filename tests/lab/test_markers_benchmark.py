"""The benchmark's arithmetic, on looks written down by hand."""

import numpy as np
import pytest

from formcheck.lunge.pelvis.reading import Reading
from formcheck.lunge.pelvis.stickers import NONE_SEEN, ONE_LOST
from lab.markers_benchmark import GONE_S, STILL_S, Look, line, score
from lab.truth import FrameTruth


def look(time_s: float, true_deg: float, read_deg: float | None, areas=(20, 20), unmarked=None) -> Look:
    truth = FrameTruth(time_s, {"pelvic_tilt_deg": true_deg}, {}, {}, hands_on_thigh=True)
    answer = ONE_LOST if read_deg is None else reading(read_deg)
    return Look(truth, areas, time_s >= GONE_S, answer, unmarked or NONE_SEEN)


def reading(tilt_deg: float) -> Reading:
    return Reading(tilt_deg, 0.6, np.array([0.0], np.float32))


def test_errors_are_those_of_the_change_from_the_still_kneel():
    still = [look(t, 12.0, 20.0) for t in (0.0, 0.5, 1.0)]
    scored = score([*still, look(STILL_S + 1, 5.0, 14.0)])
    assert scored.errors_deg[:3] == pytest.approx(0, abs=1e-6)
    assert scored.errors_deg[3] == pytest.approx(1.0, abs=0.05)
    assert scored.true_deg[3] == pytest.approx(-7)


def test_covered_lost_and_invented_are_counted_apart():
    still = [look(t, 12.0, 20.0) for t in (0.0, 0.5, 1.0)]
    covered, missed = look(3.0, 12.0, None, areas=(20, 4)), look(3.5, 12.0, None)
    told, untold = look(GONE_S, 12.0, None), look(GONE_S + 0.5, 12.0, 20.0, unmarked=reading(3.0))
    scored = score([*still, covered, missed, told, untold])
    assert (scored.seen, scored.read) == (2, 1)  # the first second and what is hardly seen do not count
    assert (scored.gone, scored.told) == (2, 1)
    assert scored.invented == 1


def test_a_session_never_read_has_no_errors_and_no_losses():
    scored = score([look(t, 12.0, None) for t in (0.0, 1.0, GONE_S)])
    assert len(scored.errors_deg) == 0
    assert scored.gone == 0


def test_the_table_tells_a_session_that_was_never_read():
    read = score([look(t, 12.0, 20.0) for t in (0.0, 1.0, 1.5)])
    never = score([look(t, 12.0, None) for t in (0.0, 1.0, 1.5)])
    assert line("stickers", [read, never]).startswith("| stickers | 1 of 2 | **0.00°** |")
    assert "2 of 4 (50%)" in line("stickers", [read, never])
    assert "0 of 2" in line("belt", [never])
