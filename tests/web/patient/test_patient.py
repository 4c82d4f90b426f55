"""One patient's practice, frame by frame as the page sends them: calibrated on a drawn clip, and measured again."""

import struct

import cv2
import pytest

from formcheck.pose.landmarker import PoseLandmarker
from formcheck.settings import Gates, Picture, Settings
from formcheck.settings.picture import PictureCheck
from formcheck.web.patient.patient import Patient
from formcheck.web.patient.socket_messages import Begin
from formcheck.web.patient.stage import Stage
from tests.support import clips
from tests.support.browser import QUICK, Kneeler
from tests.support.pelvises import Scripted
from tests.support.practice_page import jpegs_of

ARCH, RELAX, TUCK, GOOD = "ask.arch_first", "ask.relax", "ask.tuck", "ask.good"
CLIP = clips.SAMPLES.parent / "tests/pictures/arch_and_tuck.mp4"
FPS = 6
STILL, TUCKED = 40, 135
"""Pictures of the clip: the last of the still kneel, one of the tuck."""
ANY_PICTURE = Picture(check=PictureCheck(still_s=1e6))
"""One picture may stand for somebody who keeps still; that a stalled camera is told is tested elsewhere."""
SLOW = Settings(gates=Gates(frame_rate_pass=4, frame_rate_degrade=2), picture=ANY_PICTURE)
PICTURE = cv2.imencode(".jpg", clips.pictures(count=1)[0])[1].tobytes()


def code_of(phrase):
    """Code of something to say; None where there is nothing."""
    return phrase and phrase["code"]


class Page:
    """Sends pictures to a patient at an even pace."""

    def __init__(self, settings, eye, fps=FPS, **begin):
        self._step_ms = 1000 / fps
        self.patient = Patient(settings, lambda: eye)
        self.patient.arrive()
        self.patient.begin(Begin(**begin))
        self.time_ms = 0.0

    def show(self, jpeg=PICTURE):
        self.time_ms += self._step_ms
        told = self.patient.look(struct.pack("<d", self.time_ms) + jpeg)
        assert told["kind"] == "seen", told
        return told

    def show_until(self, stage, most=300):
        """Show the same picture until a stage comes; return every answer."""
        answers = [self.show()]
        while answers[-1]["stage"] != stage:
            assert len(answers) < most, f"{stage} does not come"
            answers.append(self.show())
        return answers


@pytest.fixture(scope="module")
def rehearsal():
    """Somebody who does what they are asked, filmed: every answer of the practice."""
    jpegs, at, step = jpegs_of(CLIP), 0, 1
    answers: list[dict] = []
    with PoseLandmarker(picture=SLOW.picture) as eye:
        page = Page(SLOW, eye)
        while len(answers) < 45 * FPS:
            told = page.show(jpegs[at])
            answers.append(told)
            wanted = TUCKED if told["asked"] == "tuck" else STILL if told["asked"] == "relax" and at > STILL else None
            if told["stage"] in (Stage.TUCK, Stage.HOLD):
                wanted = TUCKED
            if told["good_s"] >= 1:
                break
            if wanted is None:  # to and fro within the still kneel
                step = -step if not 0 <= at + 4 * step <= STILL else step
                at += 4 * step
            else:
                at = wanted  # at once: between the two lies an arch that nobody has asked for
    return answers


def test_a_tuck_is_asked_for_twice_with_the_neutral_between_and_only_after_the_countdown(rehearsal):
    asked = [a["cue"]["code"] for a in rehearsal if a["cue"] and a["stage"] == Stage.CALIBRATE]
    assert asked == [ARCH, TUCK, GOOD, RELAX, TUCK, GOOD, RELAX]
    messages = [(code_of(a["message"]), a["asked"]) for a in rehearsal]
    shown = {(code, step) for code, step in messages if step or code in (RELAX, TUCK)}
    assert shown == {(ARCH, "arch"), (RELAX, "relax"), (TUCK, "tuck"), (GOOD, "tuck")}
    before = [a["cue"]["code"] for a in rehearsal if a["cue"] and a["stage"] in ("setup", "countdown", "still")]
    assert before == ["page.say.still"]
    stages = [a["stage"] for a in rehearsal]
    assert [s for n, s in enumerate(stages) if n == 0 or stages[n - 1] != s][:5] == [
        Stage.SETUP,
        Stage.COUNTDOWN,
        Stage.STILL,
        Stage.CALIBRATE,
        Stage.TUCK,
    ]


def test_what_was_asked_for_is_no_fault(rehearsal):
    assert not any(a["faults"] for a in rehearsal if a["stage"] == Stage.CALIBRATE)


def test_the_tuck_is_seen_after_the_calibration_and_the_ring_fills(rehearsal):
    last = rehearsal[-1]
    assert (last["stage"], last["running"], last["pelvis"]["word"]) == (Stage.HOLD, True, "tucked")


def test_who_has_shown_their_range_hears_so_before_the_hold(rehearsal):
    assert "own_range.seen" in [a["cue"]["code"] for a in rehearsal if a["cue"]]


def test_measuring_again_asks_again_and_keeps_the_seconds(monkeypatch):
    monkeypatch.setattr("formcheck.coaching.session.every", lambda _: [Scripted(lambda t: 6.0 if t > 8 else 0.0)])
    page = Page(QUICK, Kneeler(), fps=25, hold_s=30)
    page.show_until(Stage.CALIBRATE)
    page.show_until(Stage.HOLD)
    for _ in range(50):
        held = page.show()
    page.patient.again()
    answers = page.show_until(Stage.CALIBRATE)
    assert [a["stage"] for a in answers if a["stage"] == Stage.COUNTDOWN]
    assert answers[-1]["good_s"] == held["good_s"] > 1
    assert answers[-1]["progress"]["parts"][0]["side"] == held["progress"]["parts"][0]["side"]


def test_measuring_again_before_anything_has_begun_does_nothing():
    patient = Patient(QUICK, Kneeler)
    patient.again()
    assert patient.progress is None


def test_the_memory_of_a_patient_who_is_done_is_handed_back_after_the_networks_are_closed(monkeypatch):
    done: list[str] = []
    eye = Kneeler()
    monkeypatch.setattr(eye, "close", lambda: done.append("closed"), raising=False)
    monkeypatch.setattr("formcheck.web.patient.patient.release_memory", lambda: done.append("handed back"))
    page = Page(QUICK, eye)
    page.show()
    page.patient.close()
    page.patient.close()
    assert done == ["closed", "handed back"]


def test_who_does_not_want_to_show_their_range_goes_on_with_the_same_side_and_is_not_asked_again():
    jpegs = jpegs_of(CLIP)
    with PoseLandmarker(picture=SLOW.picture) as eye:
        page = Page(SLOW, eye)
        at, step = 0, 4
        while (told := page.show(jpegs[at]))["stage"] != Stage.CALIBRATE or told["count"] == 0:
            step = -step if not 0 <= at + step <= STILL else step
            at += step
        side = told["side"]
        page.patient.skip_range()
        for _ in range(3 * FPS):
            told = page.show(jpegs[at])
            assert told["stage"] != Stage.CALIBRATE
            step = -step if not 0 <= at + step <= STILL else step
            at += step
        assert told["side"] == side
        assert not told["progress"]["parts"][0]["skipped"]


def test_nothing_is_judged_or_counted_while_it_pauses():
    page = Page(QUICK, Kneeler())
    page.show_until(Stage.HOLD)
    before = page.show()["held_s"]
    page.patient.pause(True)
    for _ in range(3 * FPS):
        page.time_ms += 1000 / FPS
        told = page.patient.look(struct.pack("<d", page.time_ms) + PICTURE)
        assert told["kind"] == "paused"
    page.patient.pause(False)
    assert page.show()["held_s"] - before < 1
