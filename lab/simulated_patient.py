"""A patient who does what they hear: postures that follow the sentences of the coach, after the time that people need.

A scenario says how somebody answers each sentence and what happens to them meanwhile. What is drawn or read of them is
somebody else's task: `lab.closed_loop` gives their keypoints and the readings of their pelvis to the real program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

OWN_TUCK_DEG = 8.0
"""How far they tuck, fully but gently."""
REACTS_S = 0.4
"""From the end of a sentence to the beginning of the movement."""
TURNING_S = 5.0
"""To turn round, out of the half-kneeling shape all the while."""

Change = Mapping[str, float]
"""What somebody moves, and to where."""
CameraTrouble = Literal["still", "black", "slow", "none"]
"""The camera repeats its last picture, sees nothing, gives only a few pictures a second, or none at all."""

_RATES = {"tuck": 8.0, "slump": 10.0, "lunge": 14.0, "trunk": 18.0, "foot": 25.0}
"""Degrees a second."""


@dataclass(frozen=True)
class Posture:
    """How they kneel.

    Attributes
    ----------
    tuck
        Posterior tilt from their neutral, degrees.
    slump
        Rounded chest, degrees: read as a tuck in part.
    lunge
        How far the hips are ahead of the neutral, degrees of the rear thigh.
    trunk
        Lean, degrees, forward positive.
    foot
        Inclination of the front shin because of where the foot stands, degrees: negative where it is too far ahead.
    here
        0 where they are out of the picture.
    """

    tuck: float = 0.0
    slump: float = 0.0
    lunge: float = 0.0
    trunk: float = 1.0
    foot: float = 0.0
    here: float = 1.0


_NEUTRAL: Change = {"tuck": 0.0, "slump": 0.0}
_TUCKED: Change = {"tuck": OWN_TUCK_DEG}
_HELD: Change = {"tuck": 7.0}
_FOOT: Change = {"foot": 0.0}
_HIPS: Change = {"lunge": 0.0}
_UPRIGHT: Change = {"trunk": 1.0}

TUCK_PROMPTS = ("ask.tuck", "ask.tuck_again", "ask.more", "ask.other_way")
RELAX_PROMPTS = ("ask.relax", "ask.arch_first", "own_range.once_more", "own_range.chest_still", "page.say.still")
TUCK_WORDS = (
    *("own_range.seen", "own_range.cloth_rides", "own_range.not_read", "own_range.did_not_move"),
    *("own_range.repeats_differ", "own_range.chest_moved"),
    *("cue.tuck_reminder", "fault.arching.cue", "fault.tuck_lost.cue", "cue.how.tuck"),
)

WILLING: Mapping[str, Change] = {
    **dict.fromkeys(TUCK_PROMPTS, _TUCKED),
    **dict.fromkeys(RELAX_PROMPTS, _NEUTRAL),
    **dict.fromkeys(TUCK_WORDS, _HELD),
    **dict.fromkeys(("fault.over_lunging.cue", "cue.how.hips_back"), _HIPS),
    **dict.fromkeys(("fault.trunk_lean.cue", "fault.trunk_back.cue", "cue.how.upright", "cue.how.ribs_down"), _UPRIGHT),
    **dict.fromkeys(("ask.foot_closer", "ask.foot_forward", "cue.how.foot_closer", "cue.how.foot_forward"), _FOOT),
    **dict.fromkeys(("fault.front_knee_straight.cue", "fault.front_knee_bent.cue"), _FOOT),
    **dict.fromkeys(("fault.shin_back.cue", "fault.shin_forward.cue"), _FOOT),
}
"""What somebody does who does what they are asked."""
TURNS = ("page.say.turn", "page.say.well_turn", "ask.turn_round", "ask.other_knee")


@dataclass(frozen=True)
class Scenario:
    """One patient.

    Attributes
    ----------
    name
        What is the matter with them.
    replies
        What each sentence makes them do.
    begins
        How they kneel at first.
    events
        What happens so many seconds into the first hold, whatever is said.
    turns
        Sentences that make them turn round.
    felt
        What they answer to the question about the stretch.
    learns_from
        Sentences after which they understand, and do what they are asked.
    camera
        What goes wrong with their camera: from when to when, seconds into the first hold, and what.
    """

    name: str
    replies: Mapping[str, Change] = field(default_factory=lambda: WILLING)
    begins: Posture = Posture()
    events: tuple[tuple[float, Change], ...] = ()
    turns: tuple[str, ...] = TURNS
    felt: str = "yes"
    learns_from: tuple[str, ...] = ()
    camera: tuple[tuple[float, float, CameraTrouble], ...] = ()


def _but(names: tuple[str, ...], change: Change) -> dict[str, Change]:
    return {**WILLING, **dict.fromkeys(names, change)}


_ALL_TUCKS = (*TUCK_PROMPTS, *TUCK_WORDS)

SCENARIOS = (
    Scenario("good"),
    Scenario("never tucks", _but(_ALL_TUCKS, {})),
    Scenario("archer", _but(_ALL_TUCKS, {"tuck": -10.0})),
    Scenario("slumps", _but(_ALL_TUCKS, {"slump": 13.0})),
    Scenario(
        "confused at calibration", {**_but(TUCK_PROMPTS, _NEUTRAL), **dict.fromkeys(RELAX_PROMPTS[:2], _TUCKED)}
    ),
    Scenario("loses the tuck", events=((8.0, _NEUTRAL), (20.0, _NEUTRAL))),
    Scenario("over-lunges", events=((6.0, {"lunge": 16.0}),)),
    Scenario("foot too far", begins=Posture(foot=-22.0)),
    Scenario("foot too near", begins=Posture(foot=22.0)),
    Scenario("leans", events=((6.0, {"trunk": 30.0}),)),
    Scenario("leaves", events=((8.0, {"here": 0.0, **_NEUTRAL}), (18.0, {"here": 1.0}))),
    Scenario("turns late", turns=("ask.turn_round", "ask.other_knee")),
    Scenario("in pain", felt="pain"),
    Scenario("understands later", _but(_ALL_TUCKS, {}), learns_from=("own_range.did_not_move",)),
    Scenario("does not hear", _but(("fault.over_lunging.cue", "cue.how.hips_back"), {}),
             events=((6.0, {"lunge": 16.0}), (80.0, _HIPS))),
    Scenario("camera stands still", events=((5.0, _NEUTRAL),), camera=((5.0, 15.0, "still"),)),
    Scenario("lens covered", camera=((5.0, 13.0, "black"),)),
    Scenario("few pictures", camera=((5.0, 15.0, "slow"),)),
    Scenario("camera unplugged", events=((5.0, _NEUTRAL),), camera=((5.0, 15.0, "none"),)),
)  # fmt: skip
"""Who comes to practise."""


class SimulatedPatient:
    """Somebody who kneels, hears and moves.

    Parameters
    ----------
    scenario
        Who they are.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.posture = replace(scenario.begins, here=0.0)
        self.rear_side = "right"
        self._replies = scenario.replies
        self._target = vars(scenario.begins) | {"here": 1.0}
        self._plans: list[tuple[float, Change]] = []
        self._turned_until_s = -1.0
        self._hold_s: float | None = None
        self._now = 0.0

    @property
    def is_turning(self) -> bool:
        """Whether they are on their way round."""
        return self._now < self._turned_until_s

    def hear(self, code: str, until_s: float) -> None:
        """Hear a sentence, which has been spoken out at a time, seconds."""
        if code in self.scenario.turns and not self.is_turning:
            self._plans.append((until_s + REACTS_S, {"turn": 1.0}))
        elif code in self._replies:
            self._plans.append((until_s + REACTS_S, self._replies[code]))
        if code in self.scenario.learns_from:
            self._replies = WILLING

    @property
    def camera(self) -> CameraTrouble | None:
        """What is wrong with their camera now; None where nothing is."""
        into_s = -1.0 if self._hold_s is None else self._now - self._hold_s
        return next((what for since, until, what in self.scenario.camera if since <= into_s < until), None)

    def begin_hold(self) -> None:
        """Note that the first hold has begun: what happens to them is counted from here."""
        if self._hold_s is None:
            self._hold_s = self._now
            self._plans += [(self._now + after_s, change) for after_s, change in self.scenario.events]

    def step(self, now: float) -> None:
        """Move on to a time, seconds."""
        dt, self._now = now - self._now, now
        for plan in [plan for plan in self._plans if plan[0] <= now]:
            self._plans.remove(plan)
            if "turn" in plan[1]:
                self.rear_side = "left" if self.rear_side == "right" else "right"
                self._turned_until_s = now + TURNING_S
                self._target |= _NEUTRAL
            else:
                self._target |= plan[1]
        moved = {
            name: value + max(-rate * dt, min(rate * dt, self._target[name] - value))
            for name, rate in _RATES.items()
            for value in [getattr(self.posture, name)]
        }
        self.posture = Posture(**moved, here=self._target["here"])

    @property
    def is_tucked(self) -> bool:
        """Whether they truly tuck by half of their own, and kneel as they should."""
        return self.posture.tuck >= OWN_TUCK_DEG / 2 and not self.wrong

    @property
    def wrong(self) -> frozenset[str]:
        """Which faults are truly there: past the red edges of the specification."""
        p = self.posture
        found = {
            "over_lunging": p.lunge > 10,
            "trunk_lean": p.trunk > 20,
            "trunk_back": p.trunk < -10,
            "shin_back": p.foot < -15,
            "shin_forward": p.foot + SHIN_OF_LUNGE * p.lunge > 15,
            "front_knee_straight": KNEE_DEG - KNEE_OF_FOOT * p.foot > 115,
            "front_knee_bent": KNEE_DEG - KNEE_OF_FOOT * p.foot < 70,
            "arching": p.tuck <= -0.45 * 1.6 * OWN_TUCK_DEG,
        }
        return frozenset(kind for kind, is_on in found.items() if is_on)


SHIN_OF_LUNGE, KNEE_OF_FOOT, KNEE_DEG = 0.5, 1.1, 90.0
"""How shin and knee follow the hips and the foot, where the foot stays on the floor."""
