"""One patient's practice: their frames, their checker, their script. Lives on when the page is reloaded."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable

from formcheck.coaching.gestures import Gesture, GestureMonitor, Hands
from formcheck.coaching.session import LungeSession
from formcheck.lunge.legs import SIDES
from formcheck.messages.catalogue import catalogue
from formcheck.messages.message import Message
from formcheck.pose.estimator import PoseEstimator
from formcheck.records import Frame
from formcheck.results.home.plan import Plan
from formcheck.results.practice import Felt
from formcheck.settings import Settings
from formcheck.system.log import log_failure
from formcheck.system.worker_processes import release_memory
from formcheck.web.patient.answer import answer
from formcheck.web.patient.credit import Progress
from formcheck.web.patient.frames import BadFrameError, WholePicture, part_of_body, unpack
from formcheck.web.patient.pace import Pace
from formcheck.web.patient.script import Script
from formcheck.web.patient.socket_messages import Answer, Begin, HandsAnswer, Paused, Refused, Stand, Stands
from formcheck.web.patient.stage import Stage
from formcheck.web.patient.standing_check import StandingCheck

_LOG = logging.getLogger(__name__)


class Patient:
    """One practice. Every method may be called from any thread; they wait for each other.

    Parameters
    ----------
    settings
        Every threshold.
    open_estimator
        Opens what sees the body.
    now
        A clock that never runs backwards, seconds.
    """

    def __init__(
        self, settings: Settings, open_estimator: Callable[[], PoseEstimator], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = _for_slow_computers(settings)
        self._open_estimator = open_estimator
        self._now = now
        self._lock = threading.Lock()
        self._estimator: PoseEstimator | None = None
        self._clock = _Clock(settings.filters.gap_s)
        self._whole = WholePicture()
        self._pace = Pace(settings.gates.frame_rate_degrade)
        self._index = 0
        self._looked_at = self.left_at = now()
        self._check: StandingCheck | None = None
        self.begun: Begin | None = None
        self._led_by: Plan | None = None

    @property
    def progress(self) -> Progress | None:
        """How far the script is; None before it has begun."""
        return self._script.progress if self.begun else None

    def begin(self, wish: Begin, plan: Plan | None = None) -> None:
        """Start the lunge from its beginning, or where `wish.resume` says.

        Parameters
        ----------
        wish
            What the page asks for.
        plan
            The clinician's plan that leads: its sides, its targets, and what it stresses.
        """
        with self._lock:
            s = self._settings
            self._led_by = plan
            self._lunge = self._new_lunge(wish.hold_s)
            progress = wish.resume or Progress.of_sets(wish.sets, wish.hold_s, plan.sides if plan else SIDES)
            self._script = Script(
                progress,
                s.practice.ready_s,
                s.practice.countdown_s,
                s.phases,
                s.filters.gap_s,
                s.practice.ask_after_s,
                plan.cues if plan else (),
            )
            self._words = catalogue(wish.language)
            self._gestures, self._paused = GestureMonitor(), False
            self._check = None
            self.begun = wish

    def stand(self, wish: Stand) -> None:
        """Start a posture check from its beginning."""
        with self._lock:
            self._check = StandingCheck(wish)
            self._words = catalogue(wish.language)
            self._gestures, self._paused = GestureMonitor(), False

    def arrive(self) -> None:
        """Note that a page has come, perhaps with another clock than before."""
        with self._lock:
            self._clock.begin(self._now() - self._looked_at)

    def leave(self) -> None:
        """Note that the page has gone."""
        self.left_at = self._now()

    def look(self, message: bytes) -> Answer | Stands | Paused | Refused:
        """Judge one frame as it came over the socket; return what to answer.

        A frame that cannot be read, or comes before its time, is answered with ``"kind": "bad"`` and the reason; one
        that comes while the practice pauses with ``"kind": "paused"``.
        """
        with self._lock:
            if self.begun is None and self._check is None:
                return bad(Message("refused.not_begun"))
            try:
                captured_s, picture, place = unpack(message, self._settings.practice)
                image = self._whole.take(picture, place)
                time_s = self._clock.time_s(captured_s)
            except BadFrameError as error:
                log_failure(_LOG, error)
                return bad(error.message)
            if self._estimator is None:
                self._estimator = self._open_estimator()
            started = self._now()
            seen = self._estimator.see(Frame(self._index, time_s, image))
            self._index += 1
            hands = self._gestures.step(time_s, seen.pose, self._check is None and self._script.asking)
            was_paused = self._paused
            if hands.made is Gesture.PAUSE:
                self._paused = not was_paused
            if was_paused:
                self._looked_at = self._now()
                return Paused(kind="paused", hands=_hands(hands))
            if self._check is not None:
                return self._stands(self._check, seen, started, hands)
            assessment = self._lunge.step(seen, lambda judged: self._pace.lead(judged, self._script.step(judged)))
            if assessment.cue is not None:
                self._script.said(assessment.cue.message)
                self._pace.said(assessment.cue.message)
            if not self._script.begun:
                # Nothing is asked for during the countdown; and a quick turn looks like one long kneel.
                self._lunge.release(turned=self._script.stage is Stage.TURN)
            self._looked_at = self._now()
            self._pace.worked(time_s, self._looked_at - started)
            size_px = (image.shape[1], image.shape[0])
            told = answer(assessment, self._script, size_px, self._words, self._pace.reason)
            worked_ms = round(1000 * (self._looked_at - started), 1)
            count = math.ceil(self._lunge.range_left_s) if self._script.stage is Stage.CALIBRATE else told["count"]
            part = part_of_body(seen.pose, size_px)
            return {**told, "count": count, "hands": _hands(hands), "worked_ms": worked_ms, "part": part}

    def _stands(self, check: StandingCheck, seen: Frame, started: float, hands: Hands) -> Stands:
        """Answer a frame of the posture check."""
        if self._paused:
            check.rest()
        assert seen.image is not None
        size_px = (seen.image.shape[1], seen.image.shape[0])
        told = check.step(seen.time_s, seen.pose, size_px, self._words)
        self._looked_at = self._now()
        worked_ms = round(1000 * (self._looked_at - started), 1)
        return {**told, "kind": "stands", "hands": _hands(hands), "worked_ms": worked_ms}

    def again(self) -> None:
        """Find the neutral and the own range again; the seconds held so far are kept."""
        with self._lock:
            if self.begun:
                self._lunge = self._new_lunge(self.begun.hold_s)
                self._script.again()

    def skip(self) -> None:
        """Leave the part that is on."""
        with self._lock:
            if self.begun:
                self._script.skip()

    def skip_range(self) -> None:
        """Leave out the own range on this side, or end it; the side goes on without."""
        with self._lock:
            if self.begun:
                self._lunge.skip_range()

    def pause(self, paused: bool) -> None:
        """Judge nothing until it goes on: the seconds stand still, and only gestures are watched for."""
        with self._lock:
            self._paused = paused
            if self._check is not None:
                self._check.rest()

    def voice(self, speaking: bool) -> None:
        """Note whether the page is speaking."""
        with self._lock:
            if self._check is not None:
                self._check.voice(speaking)
            elif self.begun:
                self._lunge.voice(speaking)

    def answer(self, felt: Felt) -> None:
        """Note what the person feels."""
        with self._lock:
            if self.begun:
                self._script.answer(felt)

    def camera(self, pictures_per_s: float) -> None:
        """Note how many pictures a second the page gets from its camera."""
        with self._lock:
            self._pace.camera(pictures_per_s)

    def speak(self, language: str) -> None:
        """Go on in another language."""
        with self._lock:
            if self.begun or self._check is not None:
                self._words = catalogue(language)

    def _new_lunge(self, target_s: float) -> LungeSession:
        s, plan = self._settings, self._led_by
        phases = s.phases.model_copy(update={"hold_target_s": target_s})
        bands = plan.bands(s.bands) if plan else s.bands
        return LungeSession(s.model_copy(update={"phases": phases, "bands": bands}), calibrate=True)

    def close(self) -> None:
        """Free the networks, and hand their memory back: the program runs all day. Safe to call twice."""
        with self._lock:
            if self._estimator is not None:
                self._estimator.close()
                self._estimator = None
                release_memory()


def _for_slow_computers(settings: Settings) -> Settings:
    """Let fewer pictures a second be judged than of a recording: somebody is there who can be told of it."""
    least = min(settings.gates.frame_rate_degrade, settings.practice.least_frames_per_s)
    gates = settings.gates.model_copy(update={"frame_rate_degrade": least})
    return settings.model_copy(update={"gates": gates})


def bad(why: Message) -> Refused:
    """Answer a frame that is not judged."""
    return {"kind": "bad", "code": why.code, "why": str(why)}


def _hands(hands: Hands) -> HandsAnswer:
    return {"made": hands.made, "held": hands.held, "share": round(hands.share, 2)}


class _Clock:
    """The browser's times of capture as one time that rises, across reloads of the page.

    Parameters
    ----------
    gap_s
        Between two pages at least so much passes, seconds: long enough to count as a pause of the stream.
    """

    def __init__(self, gap_s: float) -> None:
        self._gap_s = gap_s
        self._last_s = 0.0
        self._shift_s: float | None = None
        self._away_s = 0.0

    def begin(self, away_s: float) -> None:
        """Expect a new page, which comes so long after the last frame, seconds."""
        self._shift_s, self._away_s = None, max(away_s, 2 * self._gap_s)

    def time_s(self, captured_s: float) -> float:
        """Return the time of a frame. Raises BadFrameError where it does not rise."""
        if self._shift_s is None:
            self._shift_s = self._last_s + self._away_s - captured_s
        time_s = captured_s + self._shift_s
        if time_s <= self._last_s:
            raise BadFrameError(Message("refused.older"))
        self._last_s = time_s
        return time_s
