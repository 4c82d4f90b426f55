"""A plan: what may stand in it, and the sentence that tells it."""

import math
from datetime import timedelta
from typing import get_args

import pytest
from pydantic import ValidationError

from formcheck.messages.catalogue import catalogue, languages
from formcheck.results.home.plan import ALWAYS_ASKED, PlanTarget, Stress, own_targets, plan_sentence, planned_parts
from formcheck.settings import BandLimits, Bands
from tests.support.plans import plan


@pytest.mark.parametrize(
    "values",
    [
        {"patient": "Maria"},
        {"days_a_week": 8},
        {"hold_s": 121},
        {"sets": 0},
        {"sides": ()},
        {"sides": ("left", "left")},
        {"rest_minutes": 3},
        {"ball_s": 10},
        {"note": "x" * 201},
        {"stress": ("view",)},
        {"stress": ("tuck", "deeper", "upright", "breathe")},
        {"stress": ("tuck", "tuck")},
        {"targets": {"trunk_deg": {"green": (10, -5), "yellow": (-10, 20)}}},
        {"targets": {"rear_knee_deg": {"green": (0, 5), "yellow": (-10, 20)}}},
        {"valid_until": plan().valid_from - timedelta(days=1)},
        {"valid_until": plan().valid_from + timedelta(days=400)},
        {"own_tuck_deg": {"left": math.nan}},
        {"language": "../en"},
    ],
)
def test_what_makes_no_sense_is_no_plan(values):
    with pytest.raises(ValidationError):
        plan(**values)


@pytest.mark.parametrize("left_out", ALWAYS_ASKED)
def test_no_plan_leaves_out_a_question_about_what_may_begin_on_any_day(left_out):
    flags = [flag for flag in range(1, 8) if flag != left_out]
    with pytest.raises(ValidationError):
        plan(flags=flags)
    assert plan(flags=(5, 1, 2)).flags == (1, 2, 5)


def test_what_is_typed_loses_what_could_steer_a_terminal():
    assert plan(note=" slowly\x1b[2J\n and\tcalm ").note == "slowly [2J and calm"


@pytest.mark.parametrize("point", get_args(Stress))
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_may_be_stressed_has_words_that_are_short_enough_to_be_said_in_a_hold(point, language):
    [cue] = plan(stress=(point,)).cues
    assert len(catalogue(language).text(cue).split()) <= 7


def test_own_targets_take_the_place_of_the_usual_ones_and_nothing_else_changes():
    usual = Bands()
    own = usual.model_copy(
        update={"lunge_deg": BandLimits(green=(-math.inf, 9), yellow=(-math.inf, 14), hysteresis_deg=2, dwell_s=1)}
    )
    carried = own_targets(own, usual)
    assert carried == {"lunge_deg": PlanTarget(green=(None, 9), yellow=(None, 14))}
    assert plan(targets=carried).bands(usual) == own
    assert plan().bands(usual) == usual


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    "values", [{}, {"clinic": "", "days_a_week": 1, "rest_minutes": 5}, {"days_a_week": 7, "ball_s": 60}]
)
def test_one_sentence_says_whose_plan_until_when_how_often_and_what(language, values):
    made = plan(**values)
    sentence = catalogue(language).text(plan_sentence(made))
    assert made.patient in sentence
    assert str(made.valid_until.year) in sentence
    assert f"{made.sets} × {made.hold_s} s" in sentence
    assert ("60 s" in sentence) == bool(made.ball_s)
    assert "{" not in sentence


def test_with_one_side_every_part_is_that_side_and_with_both_the_person_begins_with_either():
    assert planned_parts(("right",), 3) == ["right"] * 3
    assert planned_parts(("left", "right"), 2) == [None] * 4
