import dataclasses
import threading
from contextlib import contextmanager, nullcontext

import numpy as np
import pytest
from typer.testing import CliRunner

from formcheck.cli import app
from formcheck.coaching.cues import BREATHE
from formcheck.coaching.session import LungeSession
from formcheck.desktop import live
from formcheck.desktop.live import STARVED_S, KeyRequest, Terminal, paced, practise
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.records import Cue, Frame, Phase, Pose
from formcheck.settings import Settings
from tests.support import clips, factories


class Clock:
    """Time that passes only when someone waits or works."""

    def __init__(self):
        self.time_s = 100.0

    def now(self):
        return self.time_s

    def wait(self, seconds):
        self.time_s += seconds


def frames(count, fps=25.0):
    return [Frame(n, n / fps) for n in range(count)]


def test_a_fast_computer_gets_every_frame_when_it_is_due():
    clock, seen = Clock(), []
    for frame in paced(frames(50), clock.now, clock.wait):
        seen.append((frame.index, round(clock.time_s - 100, 6)))
        clock.time_s += 0.01  # the work
    assert seen == [(n, n / 25) for n in range(50)]


def test_a_slow_computer_gets_fewer_frames_but_never_old_ones():
    clock, lag = Clock(), []
    for frame in paced(frames(250), clock.now, clock.wait):
        lag.append(clock.time_s - 100 - frame.time_s)
        clock.time_s += 0.09
    assert max(lag) <= live.LATE_S + 1e-9
    assert 90 <= len(lag) <= 125


def test_a_computer_that_cannot_even_decode_in_time_still_shows_something():
    clock = Clock()

    def slow():
        for frame in frames(250):
            clock.time_s += 0.2
            yield frame

    shown = list(paced(slow(), clock.now, clock.wait))
    assert len(shown) >= 250 * 0.2 / (STARVED_S + 0.2)


def said(*assessments, language="en"):
    lines: list[str] = []
    terminal = Terminal(lines.append, language)
    for assessment in assessments:
        assert terminal.show(Frame(0, assessment.time_s), assessment) is KeyRequest.NOTHING
    return lines


def test_the_terminal_prints_each_cue_and_each_change_once_with_its_time():
    lines = said(*factories.session(rate=10))
    assert lines == [
        "   0.00 s  [Getting you in the picture]",
        "   0.00 s  (Nobody can be seen: step into the picture.)",
        "   1.00 s  [Keep still]",
        "   3.50 s  [Release]",
        "   4.00 s  [Hold]",
        "  15.00 s  Bring your hips back a little.",
        "  39.00 s  [Release]",
    ]


def test_the_terminal_speaks_spanish():
    assert said(*factories.session(rate=10), language="es") == [
        "   0.00 s  [Entre en la imagen]",
        "   0.00 s  (No se ve a nadie: entre en la imagen.)",
        "   1.00 s  [Sin moverse]",
        "   3.50 s  [Suelte]",
        "   4.00 s  [Mantenga]",
        "  15.00 s  Lleve las caderas un poco hacia atrás.",
        "  39.00 s  [Suelte]",
    ]


def test_the_terminal_repeats_a_message_that_went_away_and_came_back():
    gone = next(factories.session())
    back = dataclasses.replace(gone, message=None)
    message = f"({factories.NOBODY})"
    assert [line[10:].strip() for line in said(gone, back, gone)] == ["[Getting you in the picture]", message, message]


class Eye(PoseLandmarker):
    """Sees nobody, without a network."""

    def __init__(self, *_args, **_kwargs):
        pass

    def close(self):
        pass

    def see(self, frame):
        return frame.with_pose(Pose.nobody((640, 480)))


class Lunge(LungeSession):
    """Says one cue, at frame 3, and remembers which side it was told."""

    def __init__(self, rear_side="right"):
        self.rear_side, self.told = rear_side, []

    def step(self, frame, lead=None):
        m = dataclasses.replace(factories.measurement(), rear_side=self.rear_side)
        assessment = next(factories.session())
        cue = Cue(frame.time_s, BREATHE, "guide") if frame.index == 3 else None
        return dataclasses.replace(assessment, time_s=frame.time_s, phase=Phase.HOLD, measurement=m, cue=cue)

    def set_rear_side(self, side):
        self.told.append(side)
        self.rear_side = side


class Keys:
    """A view whose keys are pressed at given frames."""

    def __init__(self, **pressed):
        self.pressed = {int(at.removeprefix("at_")): wish for at, wish in pressed.items()}
        self.shown = []

    def show(self, frame, _assessment):
        self.shown.append(frame.index)
        return self.pressed.get(frame.index, KeyRequest.NOTHING)


def test_a_cue_rings_once():
    rung = []
    assert practise(frames(10), Eye(), Lunge(), Keys(), lambda: rung.append(1)) is KeyRequest.QUIT
    assert rung == [1]


def test_q_ends_the_practice_at_once():
    keys = Keys(at_4=KeyRequest.QUIT)
    practise(frames(10), Eye(), Lunge(), keys, lambda: None)
    assert keys.shown == [0, 1, 2, 3, 4]


def test_s_tells_the_checker_the_other_side_each_time():
    lunge = Lunge("right")
    practise(frames(10), Eye(), lunge, Keys(at_2=KeyRequest.OTHER_SIDE, at_6=KeyRequest.OTHER_SIDE), lambda: None)
    assert lunge.told == ["left", "right"]


def test_r_begins_anew_with_a_fresh_session(monkeypatch):
    sessions = []

    def session(_settings, calibrate):
        sessions.append(Lunge())
        return sessions[-1]

    @contextmanager
    def start():
        yield frames(6)

    class RestartOnce(Keys):
        def show(self, frame, assessment):
            super().show(frame, assessment)
            return KeyRequest.RESTART if len(self.shown) == 3 else KeyRequest.NOTHING

    monkeypatch.setattr(live, "PoseLandmarker", Eye)
    monkeypatch.setattr(live, "LungeSession", session)
    view = RestartOnce()
    live.practise_until_quit(start, Settings(), "full", view, lambda: None)
    assert view.shown == [0, 1, 2, 0, 1, 2, 3, 4, 5]
    assert len(sessions) == 2


@pytest.mark.parametrize("from_file", [True, False])
def test_only_somebody_in_front_of_a_camera_is_asked_to_arch_and_tuck(monkeypatch, from_file):
    asked = []
    monkeypatch.setattr(live, "practise_until_quit", lambda *_, calibrate: asked.append(calibrate))
    monkeypatch.setattr("formcheck.video.camera.Camera", lambda _name: nullcontext())
    source = ["--source", str(clips.GOOD)] if from_file else []
    assert CliRunner().invoke(app, ["live", "--headless", "--no-sound", *source]).exit_code == 0
    assert asked == [not from_file]


def test_a_file_as_camera_stops_its_reader_when_left():
    endless = (Frame(n, 0.0, np.zeros((2, 2, 3), np.uint8)) for n in iter(int, 1))
    with live.file_as_camera(endless) as given:  # type: ignore[arg-type]
        next(iter(given))
    assert not [t for t in threading.enumerate() if t.name == "formcheck-ahead"]
