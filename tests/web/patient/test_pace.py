"""Too few pictures a second: what is to blame is named, and a slow computer is served."""

import dataclasses

import pytest

from formcheck.coaching.lead import NOTHING, Lead
from formcheck.messages.message import Message
from formcheck.records import Assessment, Gate, Level, Phase
from formcheck.web.patient.pace import CAMERA, COMPUTER, CONNECTION, FEW, SLOW, Pace
from tests.support import factories


def paced(per_s, worked_s, camera_per_s=0.0):
    pace = Pace(10.0)
    pace.camera(camera_per_s)
    for n in range(30):
        pace.worked(n / per_s, worked_s)
    return pace


def judged(time_s, level=Level.PASS):
    gates = (Gate("frame_rate", level, SLOW),)
    measured = dataclasses.replace(factories.measurement(), gates=gates)
    return Assessment(0, time_s, Phase.FRAME, measured, {}, message=SLOW if level is Level.BLOCK else None)


@pytest.mark.parametrize(
    ("per_s", "worked_s", "camera_per_s", "blamed"),
    [
        (5, 0.17, 30, COMPUTER),
        (5, 0.02, 5.2, CAMERA),
        (5, 0.02, 30, CONNECTION),
        (5, 0.02, 0, SLOW),
    ],
)
def test_what_holds_the_pictures_back_is_what_is_blamed(per_s, worked_s, camera_per_s, blamed):
    pace = paced(per_s, worked_s, camera_per_s)
    assert pace.reason == blamed
    assert pace.lead(judged(9.0, Level.BLOCK), NOTHING) == Lead(blamed, alone=True)


def test_few_pictures_are_spoken_of_once_after_a_while_and_never_over_the_plan():
    pace = paced(8, 0.1)
    assert pace.lead(judged(4.0), NOTHING) == NOTHING
    assert pace.lead(judged(9.0), NOTHING) == Lead(FEW, small=True)
    plan = Lead(Message("page.say.half"), small=True)
    assert pace.lead(judged(9.2), plan) == plan
    pace.said(FEW)
    assert pace.lead(judged(9.4), NOTHING) == NOTHING


def test_nothing_is_said_of_enough_pictures():
    pace = paced(15, 0.06, 30)
    assert pace.lead(judged(4.0), NOTHING) == NOTHING == pace.lead(judged(20.0), NOTHING)
