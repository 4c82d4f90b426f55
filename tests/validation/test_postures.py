"""Postures of a video out of what both ways said of each frame."""

import math

import numpy as np
import pytest

from formcheck.messages.message import message
from formcheck.settings import Validation
from formcheck.validation.instrument import InstrumentReading
from formcheck.validation.observe import Course, Observed
from formcheck.validation.postures import measured, postures, why_none

SETTINGS = Validation()
FPS = 10

LOST = message("pelvis.sticker_lost")


def course(change, sd=1.0, words="", reason=None):
    change = np.asarray(change, float)
    n = len(change)
    return Course(change, np.full(n, sd), np.array([words] * n), [reason] * n)


def watched(reference, told, moving=None, neutral_end_s=2.0):
    n = len(reference)
    return Observed(
        np.arange(n) / FPS,
        np.tile([0.0, neutral_end_s], (n, 1)),
        np.zeros(n, bool) if moving is None else np.asarray(moving),
        course(told, words="tucked"),
        course(reference, 0.7),
    )


def steps(*spans):
    """Seconds and value of one span after the other."""
    return np.concatenate([np.full(round(seconds * FPS), value) for seconds, value in spans])


def test_each_still_posture_is_one_pair_however_long():
    reference = steps((2.1, 0.0), (10, -7.0), (3, 5.0))
    told = steps((2.1, 0.0), (10, -6.0), (3, 7.0))
    found = postures(watched(reference, told), "P01", "a.mp4", SETTINGS)
    assert [(p.reference_deg, p.told_deg) for p in found] == [(-7.0, -6.0), (5.0, 7.0)]
    assert (found[0].person, found[0].video, found[0].word) == ("P01", "a.mp4", "tucked")
    assert found[0].start_s == pytest.approx(2.1)
    assert found[0].reference_sd_deg == pytest.approx(0.7)


def test_the_neutral_itself_and_short_or_moving_stretches_are_none():
    reference = steps((2.1, 0.0), (1.0, -7.0), (1.2, 5.0))
    assert postures(watched(reference, reference), "P01", "a", SETTINGS) == []
    still = steps((2.1, 0.0), (5, -7.0))
    assert postures(watched(still, still, moving=np.ones(len(still), bool)), "P01", "a", SETTINGS) == []


def test_who_has_not_moved_yet_is_still_in_the_neutral_but_who_comes_back_to_it_is_not():
    reference = steps((6, 0.3), (3, -7.0), (3, 0.2))
    found = postures(watched(reference, reference), "P01", "a", SETTINGS)
    assert [p.reference_deg for p in found] == [-7.0, 0.2]


def test_a_slow_tilt_is_cut_and_not_averaged_away():
    reference = np.concatenate([steps((2.1, 0.0)), np.linspace(0, -9, 90)])
    found = postures(watched(reference, reference), "P01", "a", SETTINGS)
    assert len(found) >= 5 or found == []
    assert all(abs(p.told_deg - p.reference_deg) < 1e-9 for p in found)


def test_a_posture_where_formcheck_is_silent_stays_as_silence():
    reference = steps((2.1, 0.0), (5, -7.0))
    told = np.full(len(reference), np.nan)
    told[-5:] = -6.0
    (found,) = postures(watched(reference, told), "P01", "a", SETTINGS)
    assert math.isnan(found.told_deg)
    assert found.word == ""


def test_what_formcheck_tells_has_no_part_in_the_choice():
    reference = steps((2.1, 0.0), (5, -7.0))
    wild = reference + np.random.default_rng(0).normal(0, 8, len(reference))
    calm, other = (postures(watched(reference, told), "P01", "a", SETTINGS) for told in (reference, wild))
    assert [(p.start_s, p.end_s) for p in calm] == [(p.start_s, p.end_s) for p in other]


def test_a_lost_sticker_ends_a_posture_but_a_blink_does_not():
    reference = steps((2.1, 0.0), (6, -7.0))
    reference[50:52] = np.nan
    assert len(postures(watched(reference, reference), "P01", "a", SETTINGS)) == 1
    reference[50:60] = np.nan
    assert len(postures(watched(reference, reference), "P01", "a", SETTINGS)) == 2


def test_an_instrument_is_compared_around_its_time_and_with_its_own_neutral():
    told = steps((2.1, 0.0), (6, -7.0))
    readings = [InstrumentReading(None, 14.0), InstrumentReading(5.0, 8.0), InstrumentReading(1.0, 14.0)]
    (found,) = measured(watched(told, told), readings, "P01", "a", SETTINGS)  # the last lies in the neutral
    assert (found.reference_deg, found.told_deg) == (-6.0, -7.0)
    assert math.isnan(found.reference_sd_deg)


def test_why_a_video_gave_nothing():
    nothing = np.full(40, np.nan)
    seen = watched(nothing, nothing)
    never = Observed(seen.time_s, np.full((40, 2), np.nan), seen.moving, seen.told, seen.reference)
    assert "neutral" in str(why_none(never))
    lost = Observed(seen.time_s, seen.neutral_s, seen.moving, seen.told, course(nothing, reason=LOST))
    assert why_none(lost) == LOST
