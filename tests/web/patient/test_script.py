"""The script of the lunge: sides, credit, countdown, and going on after an interruption."""

import dataclasses

import pytest

from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import message
from formcheck.records import Assessment, Fault, Hold, Phase
from formcheck.settings import Phases
from formcheck.web.patient.credit import Progress
from formcheck.web.patient.script import Script
from formcheck.web.patient.stage import Stage
from tests.support import factories

STEP_S = 0.1


class Walk:
    """A script and the frames it is shown, ten a second."""

    def __init__(self, progress=None, target_s=5.0, stressed=()):
        self.progress = progress or Progress.of_sets(1, target_s)
        self.script = Script(self.progress, 1.0, 3.0, Phases(), 0.5, stressed=stressed)
        self.time_s = 0.0
        self.stages: list[Stage] = []
        self.said: list[str] = []

    def go(
        self, seconds, side="right", phase=Phase.BASELINE, good_s=None, faults=(), kneels=True, speaks=True, **angles
    ):
        """Show the same sight for so long; `good_s` is what the hold clock shows at its start, rising from there."""
        start = self.time_s
        for _ in range(round(seconds / STEP_S)):
            self.time_s += STEP_S
            m = dataclasses.replace(
                factories.measurement(**angles),
                half_kneeling=kneels,
                rear_side=side if kneels else None,
                near_side=side,
            )
            bands = factories.bands(m.angles_deg) if kneels else {}
            hold = None if good_s is None else Hold(start, None, good_s + self.time_s - start, side)
            lead = self.script.step(
                Assessment(0, self.time_s, phase, m, bands, faults=faults, hold=hold, hold_running=hold is not None)
            )
            if lead.message is not None and speaks:
                self.script.said(lead.message)
                if not self.said or self.said[-1] != lead.message.code:
                    self.said.append(lead.message.code)
            self.stages.append(self.script.stage)
        return self.script.stage


def test_it_counts_down_from_three_once_all_has_been_well_for_a_second():
    walk = Walk()
    assert walk.go(0.8) is Stage.SETUP
    assert walk.go(0.5) is Stage.COUNTDOWN
    assert walk.script.count == 3
    walk.go(2.0)
    assert walk.script.count == 1
    assert walk.go(1.0) is Stage.STILL


def test_standing_up_starts_the_countdown_anew_but_a_blink_does_not():
    walk = Walk()
    walk.go(2.5)
    walk.go(0.2, kneels=None)
    assert walk.go(0.2) is Stage.COUNTDOWN
    walk.go(0.6, kneels=False)
    assert walk.go(0.5) is Stage.SETUP


def test_both_sides_are_held_and_then_it_is_done():
    walk = Walk()
    walk.go(4.5)
    assert walk.go(5.5, phase=Phase.HOLD, good_s=0) is Stage.TURN
    assert walk.go(6.0, phase=Phase.HOLD, good_s=5.0) is Stage.TURN  # the same knee is still down
    walk.go(4.5, side="left")
    assert walk.go(5.5, side="left", phase=Phase.HOLD, good_s=0) is Stage.DONE
    assert [p.side for p in walk.progress.parts] == ["right", "left"]
    assert [p.good_s for p in walk.progress.parts] == pytest.approx([5, 5], abs=0.2)


def test_two_holds_of_one_side_add_up():
    walk = Walk()
    walk.go(4.5)
    walk.go(3.0, phase=Phase.HOLD, good_s=0)
    walk.go(2.0, phase=Phase.RELEASE, kneels=False)
    walk.go(4.5)
    assert walk.progress.parts[0].good_s == pytest.approx(3.0, abs=0.11)
    assert walk.go(2.5, phase=Phase.HOLD, good_s=0) is Stage.TURN


def test_seconds_before_the_countdown_was_over_and_on_the_wrong_side_do_not_count():
    walk = Walk()
    walk.go(3.0, phase=Phase.HOLD, good_s=0)
    assert walk.progress.parts[0].good_s == 0
    walk.go(1.5, phase=Phase.HOLD, good_s=3.0)
    walk.go(2.0, phase=Phase.HOLD, good_s=0, side="left")
    assert walk.progress.parts[0].good_s < 0.6


def test_faults_are_summed_by_kind_while_holding_only():
    walk = Walk(target_s=60)
    lean = (Fault(FaultKind.TRUNK_LEAN, 0, 0, quantity="trunk_deg"), Fault(FaultKind.VIEW, 0, 0))
    walk.go(4.5, faults=lean)
    walk.go(2.0, phase=Phase.HOLD, good_s=0, faults=lean)
    assert walk.progress.parts[0].fault_s == {FaultKind.TRUNK_LEAN: pytest.approx(2.0, abs=0.11)}


def test_it_goes_on_where_the_page_remembers_after_a_restart():
    walk = Walk(target_s=8)
    walk.go(4.5)
    walk.go(3.0, phase=Phase.HOLD, good_s=0)
    walk.script.answer("yes")
    again = Walk(Progress.model_validate_json(walk.progress.model_dump_json()))
    again.go(4.5)
    again.go(1.0, phase=Phase.HOLD, good_s=0)
    part = again.progress.parts[0]
    assert (part.side, part.felt) == ("right", "yes")
    assert part.good_s == pytest.approx(4.0, abs=0.25)


def test_skipping_leads_to_the_other_side_and_keeps_the_credit():
    walk = Walk()
    walk.go(4.5)
    walk.go(2.0, phase=Phase.HOLD, good_s=0)
    walk.script.skip()
    assert walk.script.stage is Stage.TURN
    assert walk.progress.parts[0].good_s == pytest.approx(2.0, abs=0.11)
    assert walk.script.part is not None
    assert walk.script.part.side == "left"
    walk.script.skip()
    walk.script.skip()  # nothing is left to skip
    assert walk.go(0.2) is Stage.DONE


def test_what_the_page_says_comes_in_its_order_and_once():
    walk = Walk(target_s=20)
    walk.go(2, kneels=False)
    walk.go(4.5)
    walk.go(22, phase=Phase.HOLD, good_s=0)
    walk.go(4.5, side="left")
    assert walk.said == [
        "page.say.setup",
        "page.say.still",
        "page.say.now_hold",
        "page.say.felt",
        "page.say.half",
        "page.say.turn",
        "page.say.still",
    ]


def test_the_question_waits_until_it_can_be_asked_and_is_not_asked_after_an_answer():
    walk = Walk(target_s=60)
    walk.go(4.5)
    walk.go(15, phase=Phase.HOLD, good_s=0, speaks=False)
    walk.go(1, phase=Phase.HOLD, good_s=0)
    assert walk.said[-1] == "page.say.felt"
    answered = Walk(target_s=60)
    answered.go(4.5)
    answered.script.answer("yes")
    answered.go(20, phase=Phase.HOLD, good_s=0)
    assert "page.say.felt" not in answered.said


def test_the_wrong_knee_in_a_hold_is_told_at_once_and_nothing_is_counted():
    walk = Walk(target_s=20)
    walk.go(4.5)
    walk.go(5, phase=Phase.HOLD, good_s=0)
    walk.go(2.0, side="left", phase=Phase.BASELINE)
    assert walk.said[-1] == "ask.other_knee"
    walk.go(6, side="left", phase=Phase.HOLD, good_s=0)
    assert walk.progress.parts[0].good_s == pytest.approx(5, abs=0.2)


def test_turn_round_is_said_only_while_the_same_knee_is_still_down():
    walk = Walk()
    walk.go(4.5)
    walk.go(5.5, phase=Phase.HOLD, good_s=0)
    assert walk.stages[-1] is Stage.TURN
    said = len(walk.said)
    walk.go(3, kneels=False)
    walk.go(14)
    assert "ask.turn_round" not in walk.said[said:]  # the rest comes first
    walk.go(2)
    assert walk.said[-1] == "ask.turn_round"
    walk.go(3, kneels=False)
    assert walk.script.asks is None
    walk.go(3, side="left")
    assert (walk.stages[-1], walk.script.asks) == (Stage.COUNTDOWN, None)


@pytest.mark.parametrize(
    ("angles", "code"),
    [
        ({"front_shin": -22.0, "front_knee": 118.0}, "ask.foot_closer"),
        ({"front_shin": 22.0, "front_knee": 68.0}, "ask.foot_forward"),
        ({"front_knee": 120.0}, "fault.front_knee_straight.cue"),
        ({"front_knee": 60.0}, "fault.front_knee_bent.cue"),
    ],
)
def test_a_misplaced_foot_is_mended_before_the_countdown(angles, code):
    walk = Walk()
    assert walk.go(6, **angles) is Stage.SETUP
    assert walk.said[-1] == code
    if "front_shin" in angles:
        assert walk.script.asks == message(code, cm=15)
    walk.go(1.5)
    assert walk.script.asks is None and walk.script.stage is Stage.COUNTDOWN


def test_a_foot_that_stays_misplaced_holds_nobody_up_for_ever():
    walk = Walk()
    walk.go(60, front_shin=22.0)
    assert walk.script.begun


# --- led by a plan ------------------------------------------------------------------------------------------------


def test_with_one_side_planned_the_same_knee_comes_again_after_a_rest_and_nobody_is_turned_round():
    walk = Walk(Progress.of_sets(2, 5.0, ("right",)))
    walk.go(4.5)
    assert walk.go(5.5, phase=Phase.HOLD, good_s=0) is Stage.SETUP
    walk.go(11.0)
    assert walk.script.stage is Stage.SETUP  # still resting, though the knee is down
    walk.go(6.0)
    assert walk.go(5.5, phase=Phase.HOLD, good_s=0) is Stage.DONE
    assert [part.side for part in walk.progress.parts] == ["right", "right"]
    assert "page.say.same_side" in walk.said
    assert not any("turn" in code for code in walk.said)


def test_with_one_side_planned_the_other_knee_does_not_begin():
    walk = Walk(Progress.of_sets(1, 5.0, ("right",)))
    walk.go(8.0, side="left")
    assert walk.script.stage is Stage.SETUP
    assert walk.script.asks is not None
    assert walk.go(5.0) is Stage.STILL


def test_what_the_plan_stresses_is_said_once_in_each_hold():
    stressed = (message("plan.mind.upright"), message("plan.mind.tuck"))
    walk = Walk(target_s=40, stressed=stressed)
    walk.go(4.5)
    walk.go(35, phase=Phase.HOLD, good_s=0)
    assert [code for code in walk.said if code.startswith("plan.")] == ["plan.mind.upright", "plan.mind.tuck"]
