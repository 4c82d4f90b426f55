"""Limits of agreement with several postures a person, against worked examples and truth."""

import dataclasses
import math

import numpy as np
import pytest

from formcheck.errors import FormcheckError
from formcheck.settings import Validation
from formcheck.validation.agreement import MeasuredPair, Share, agreement, icc, limits, scale

SETTINGS = Validation(resamples=100)


def pair(person="P01", reference=-6.0, told=-5.0, sd=1.0, word="tucked"):
    return MeasuredPair(person, f"{person}.mp4", 5.0, 9.0, reference, 0.0, told, sd, word)


def people(rng, count, each, between=1.0, within=1.0, bias=0.5):
    return [bias + rng.normal(0, between) + rng.normal(0, within, each) for _ in range(count)]


def test_one_posture_a_person_gives_the_plain_limits_and_their_known_interval():
    differences = np.array([-2.0, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0])
    bias, sd, lower, upper = limits([np.array([d]) for d in differences])
    assert bias.value == pytest.approx(differences.mean())
    assert sd == pytest.approx(differences.std(ddof=1))
    assert (lower.value, upper.value) == pytest.approx((bias.value - 1.96 * sd, bias.value + 1.96 * sd), abs=1e-3)
    # Student's t of seven degrees of freedom times the standard error.
    assert bias.high - bias.value == pytest.approx(2.3646 * sd / math.sqrt(8), abs=1e-3)
    assert lower.low < lower.value < lower.high < upper.low < upper.value < upper.high


def test_twenty_postures_of_a_person_do_not_pass_for_twenty_people():
    rng = np.random.default_rng(1)
    few = people(rng, 4, 50, between=2.0, within=0.3)
    _, sd, _, upper = limits(few)
    _, sd_pooled, _, pooled = limits([np.array([d]) for own in few for d in own])
    assert upper.high - upper.low > 4 * (pooled.high - pooled.low)
    assert sd == pytest.approx(np.std([own.mean() for own in few], ddof=1), rel=0.05)
    assert sd_pooled == pytest.approx(np.std(np.concatenate(few), ddof=1))


def test_the_intervals_hold_the_truth_about_as_often_as_they_say():
    rng, between, within = np.random.default_rng(2), 1.2, 0.9
    truth = 0.5 + 1.96 * math.hypot(between, within)
    held = 0
    for _ in range(300):
        _, _, _, upper = limits(people(rng, 12, 4, between, within))
        held += upper.low <= truth <= upper.high
    assert 0.91 <= held / 300 <= 0.99


def test_two_people_say_nothing_of_others():
    bias, sd, lower, upper = limits([np.array([1.0, 2.0]), np.array([3.0])])
    assert bias.value == pytest.approx(2.25)
    assert all(math.isnan(value) for value in (bias.low, sd, lower.value, upper.value))


def test_shares_of_the_own_tuck_are_compared_by_person_and_their_words_with_the_reference():
    def shared(person, reference, told, word):
        made = pair(person, reference=-8 * reference, word=word)
        return dataclasses.replace(made, reference_share=reference, told_share=told)

    pairs = [
        shared("P01", 0.9, 1.0, "tucked"),
        shared("P01", 0.1, 0.2, "tuck lost"),
        shared("P02", 0.6, 0.4, "no clear change"),
        shared("P02", 0.1, 0.6, "tucked"),  # wrong
        shared("P03", -0.9, -0.8, "arching"),
        shared("P03", 0.8, math.nan, ""),  # silent
        pair("P04"),  # without a range
    ]
    found = agreement(pairs, SETTINGS).shares
    assert found is not None
    assert (found.persons, found.told, found.words) == (3, Share(5, 6), Share(3, 4))
    assert found.tucks == Share(1, 2)
    assert found.bias.value == pytest.approx((0.1 + 0.15 + 0.1) / 3)
    assert found.mean_error == pytest.approx((0.1 + 0.1 + 0.2 + 0.5 + 0.1) / 5)
    assert found.lower.value < found.bias.value < found.upper.value
    assert agreement([pair("P04")], SETTINGS).shares is None


def test_icc_counts_a_constant_offset_against_the_agreement():
    # Judges 1 and 2 of their table: absolute agreement of single ratings (ICC(2,1)).
    first, second = (9, 6, 8, 7, 10, 6), (2, 1, 4, 1, 5, 2)
    pairs = [pair(reference=a, told=b) for a, b in zip(first, second, strict=True)]
    both = np.array([first, second], float).T
    total, rows, columns = (
        ((both - both.mean()) ** 2).sum(),
        2 * ((both.mean(1) - both.mean()) ** 2).sum(),
        6 * ((both.mean(0) - both.mean()) ** 2).sum(),
    )
    of_rows, of_columns, rest = rows / 5, columns, (total - rows - columns) / 5
    assert icc(pairs) == pytest.approx((of_rows - rest) / (of_rows + rest + 2 * (of_columns - rest) / 6))
    assert icc([pair(reference=x, told=x) for x in (-8.0, -3.0, 2.0, 9.0)]) == pytest.approx(1)


def test_a_size_that_is_too_large_shows_in_the_scale_and_lowers_the_icc():
    reference = np.linspace(-9, 9, 12)
    pairs = [pair(reference=x, told=1.5 * x) for x in reference]
    assert scale(pairs) == pytest.approx(1.5)
    assert icc(pairs) < 0.95


def test_silence_is_counted_apart_and_words_and_directions_against_the_reference():
    silent = pair("P04", told=math.nan, sd=math.nan, word="")
    pairs = [
        pair("P01", -6, -5, 1.0, "tucked"),
        pair("P01", 7, 5, 1.5, "arching"),
        pair("P02", -1, -6, 1.0, "tucked"),  # wrong: it hardly moved
        pair("P02", 5, -1, 3.5, "no clear change"),  # wrong way, but nothing said
        pair("P03", -3, -3, 1.0, "no clear change"),
        silent,
    ]
    found = agreement(pairs, SETTINGS)
    assert (found.told.count, found.told.of, found.persons) == (5, 6, 3)
    assert (found.words.count, found.words.of) == (2, 3)
    assert (found.direction.count, found.direction.of) == (2, 3)
    assert (found.within_one_sd.count, found.within_two_sds.count) == (2, 4)
    assert found.mean_error_deg == pytest.approx((1 + 2 + 5 + 6 + 0) / 5)


def test_a_lost_tuck_is_right_where_there_is_none():
    found = agreement(
        [pair(reference=0, told=1, word="tuck lost"), pair(reference=-6, told=-1, word="tuck lost")], SETTINGS
    )
    assert (found.words.count, found.words.of) == (1, 2)


def test_the_same_pairs_give_the_same_figures():
    rng = np.random.default_rng(3)
    pairs = [pair(f"P{k % 5}", x, x + rng.normal()) for k, x in enumerate(rng.normal(0, 6, 20))]
    assert agreement(pairs, SETTINGS) == agreement(pairs, SETTINGS)


def test_where_formcheck_was_silent_throughout_it_is_said():
    with pytest.raises(FormcheckError, match="no still posture"):
        agreement([pair(told=math.nan)], SETTINGS)
