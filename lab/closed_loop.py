"""Simulated patients at the real practice, in a closed loop: ``python -m lab.closed_loop``.

They move when the coach speaks (`lab.simulated_patient`); the real checker, coach and script of the page take their
keypoints and the readings of their pelvis, picture by picture, on a clock of its own: minutes in seconds, without a
browser, a camera or a network. What was said is compared with what was true at that moment, the seconds credited with
those truly tucked. ``--samples`` adds the recorded samples, through the whole program.
"""

from __future__ import annotations

import dataclasses
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from unittest.mock import patch

import cv2
import numpy as np
import typer
from numpy.typing import NDArray

from formcheck.coaching.cues import spoken_s
from formcheck.lunge.faults import FaultKind
from formcheck.lunge.legs import Stance
from formcheck.lunge.pelvis.reading import Reading, SourceName, TiltChange
from formcheck.messages.message import Message
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.picture_state import PictureMonitor
from formcheck.records import Frame, PictureState, Pose, PoseNetwork
from formcheck.settings import Settings
from formcheck.settings.picture import PictureCheck
from formcheck.web.patient.patient import Patient
from formcheck.web.patient.socket_messages import Answer, Begin
from lab.simulated_patient import (
    KNEE_DEG,
    KNEE_OF_FOOT,
    SCENARIOS,
    SHIN_OF_LUNGE,
    Scenario,
    SimulatedPatient,
)
from tests.support.bodies import AS_DRAWN, Angles, kneeling_points, pose_of

RATE = 15
"""Pictures a second."""
MOST_S = 300.0
SIZE_PX = (640, 480)
_SCALE, _SLUMP_LEAK, _NOISE_DEG, _SD_DEG = 0.85, 0.28, 0.25, 1.2
"""How the learned estimate reads a pelvis: smaller than it is, a rounded chest as a tuck in part, with noise [C]."""
_BLACK = cv2.imencode(".jpg", np.zeros((SIZE_PX[1], SIZE_PX[0], 3), np.uint8))[1].tobytes()
_RATED_S = 3.0
_FEW_PER_S = 4
"""Pictures of a camera in the dark."""


def _pictures() -> list[bytes]:
    """Return pictures of a room that differ by the noise of a camera; whoever is in it is read from elsewhere."""
    rng = np.random.default_rng(0)
    room = np.linspace(90, 200, SIZE_PX[0], dtype=np.float32)[None, :, None].repeat(SIZE_PX[1], 0).repeat(3, 2)
    noise = rng.normal(0, 8, (RATE, SIZE_PX[1] // 8, SIZE_PX[0] // 8, 1)).repeat(8, 1).repeat(8, 2)
    return [cv2.imencode(".jpg", np.clip(room + each, 0, 255).astype(np.uint8))[1].tobytes() for each in noise]


_PICTURES = _pictures()


@dataclass(frozen=True)
class Spoken:
    """One sentence.

    Attributes
    ----------
    start_s, end_s
        While it was spoken, seconds.
    code, kind
        What was said, and why.
    wrong
        The faults that were truly there when it began.
    """

    start_s: float
    end_s: float
    code: str
    kind: str
    wrong: frozenset[str]


@dataclass
class Practised:
    """What came of one practice.

    Attributes
    ----------
    scenario
        Who practised.
    said
        Every sentence.
    faults
        Of each fault that counted: its kind, when it was truly there first, when it counted, when the ring stood still,
        when it was spoken of, and when it ended; None where it was not.
    true_tucked_s, true_held_s
        Seconds of the holds truly tucked in good position, and in good position, while the ring was on.
    answers
        Every answer of the server.
    seconds
        How long it took.
    """

    scenario: Scenario
    said: list[Spoken] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    true_tucked_s: float = 0.0
    true_held_s: float = 0.0
    answers: list[Answer] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def parts(self) -> list[Any]:
        """What the server has credited, part by part."""
        return list(self.answers[-1]["progress"]["parts"]) if self.answers else []  # type: ignore[index]

    def codes(self) -> list[str]:
        """Return what was said, in its order."""
        return [each.code for each in self.said]

    @property
    def false_words(self) -> list[Spoken]:
        """Return corrections of a fault that was not truly there, nor a moment before."""
        return [each for each in self.said if each.kind in set(FaultKind) and not _is_true(each)]

    @property
    def small_talk_in_red(self) -> list[Spoken]:
        """Return praise, reminders and help that were begun while something was truly past red."""
        return [each for each in self.said if each.kind in ("praise", "remind") and each.wrong - {"arching"}]

    @property
    def delays_s(self) -> list[float]:
        """Return the seconds from the moment a fault counted, or the end of the sentence before, to its word."""
        return [self._delay_s(fault) for fault in self.faults if fault["word"] is not None]

    def _delay_s(self, fault: dict[str, Any]) -> float:
        before = [each.end_s for each in self.said if each.start_s < fault["word"]]
        return float(fault["word"] - max(fault["counts"], *before, 0.0))

    @property
    def late_words(self) -> int:
        """Count the corrections that began after their fault had ended."""
        return sum(1 for fault in self.faults if fault["ended"] is not None and (fault["word"] or 0) > fault["ended"])


def _is_true(spoken: Spoken) -> bool:
    if spoken.kind == "tuck_lost":
        return True  # held against the seconds instead
    if spoken.kind == "over_lunging":
        return bool(spoken.wrong & {"over_lunging", "shin_forward"})
    return spoken.kind in spoken.wrong


class SimulatedBody(PoseEstimator):
    """Sees the simulated patient."""

    network = PoseNetwork("drawn")

    def __init__(self, patient: SimulatedPatient, rng: np.random.Generator) -> None:
        self._patient, self._rng = patient, rng
        self._monitor = PictureMonitor(PictureCheck())
        self._posture, self._was_turning = patient.posture, patient.is_turning

    def see(self, frame: Frame) -> Frame:
        """Return the frame with the keypoints of the patient; with nobody while they turn, are away, or it is black."""
        patient = self._patient
        assert frame.image is not None
        state = self._monitor.step(frame.image, frame.time_s)
        if patient.camera != "still":  # else the person of the last picture stays in it, whatever they do
            self._posture, self._was_turning = patient.posture, patient.is_turning
        p = self._posture
        if not p.here or self._was_turning or state is PictureState.BLACK:
            return frame.with_pose(Pose.nobody(SIZE_PX, state))
        body = Angles(
            rear_thigh=3.0 + p.lunge,
            front_knee=KNEE_DEG - KNEE_OF_FOOT * p.foot - 0.2 * p.lunge,
            front_shin=p.foot + SHIN_OF_LUNGE * p.lunge,
            trunk=p.trunk + 0.35 * p.slump,
        )
        side: Any = patient.rear_side
        points = kneeling_points(body, facing=side, rear_side=side, limb_px=120.0, knee_px=(300.0, 410.0))
        points = points + self._rng.normal(0, 0.25, points.shape)
        return frame.with_pose(dataclasses.replace(pose_of(points, size_px=SIZE_PX), picture=state))

    def close(self) -> None:
        """Nothing to free."""


class SimulatedPelvis:
    """Reads the pelvis of the simulated patient as the networks do: smaller than it is, and with noise."""

    name: SourceName = "contour"

    def __init__(self, patient: SimulatedPatient, rng: np.random.Generator) -> None:
        self._patient, self._rng = patient, rng
        self._posture = patient.posture

    def look(self, frame: Frame, keypoints_px: NDArray[np.float64], stance: Stance) -> Reading | Message | None:
        """Read the pelvis now."""
        del frame, keypoints_px, stance
        if self._patient.camera != "still":
            self._posture = self._patient.posture
        p = self._posture
        read = _SCALE * p.tuck + _SLUMP_LEAK * p.slump + self._rng.normal(0, _NOISE_DEG)
        return Reading(10.0 - read, _SD_DEG)

    def merge(self, readings: Sequence[Reading]) -> Reading:
        """Return the typical one."""
        return Reading(float(np.median([each.tilt_deg for each in readings])), _SD_DEG)

    def change(self, before: Reading, now: Reading) -> TiltChange:
        """Compare two readings."""
        return TiltChange(now.tilt_deg - before.tilt_deg, now.sd_deg)


def practise(
    scenario: Scenario, *, hold_s: float = 30.0, most_s: float = MOST_S, seed: int = 1, sets: int = 1
) -> Practised:
    """Let one patient practise both sides, once for each set, and write down what was said and credited."""
    rng = np.random.default_rng(seed)
    person, result = SimulatedPatient(scenario), Practised(scenario)
    pelvis = SimulatedPelvis(person, rng)
    settings = Settings(joints=AS_DRAWN)
    loop = _Loop(person, result)
    with patch("formcheck.coaching.session.every", lambda _: [pelvis]):
        patient = Patient(settings, lambda: SimulatedBody(person, rng), now=lambda: loop.now)
        patient.arrive()
        patient.begin(Begin(hold_s=hold_s, sets=sets))
        while loop.now < most_s and not loop.is_over:
            loop.step(patient)
        patient.close()
    result.seconds = loop.now
    return result


class _Loop:
    """Picture by picture: the patient moves, the program answers, its words are spoken."""

    def __init__(self, person: SimulatedPatient, result: Practised) -> None:
        self._person, self._result = person, result
        self.now = 0.0
        self.is_over = False
        self._speaks_until_s: float | None = None
        self._given: list[float] = []
        self._last = _PICTURES[0]
        self._since_s: dict[str, float] = {}
        self._open: dict[str, dict[str, Any]] = {}

    def step(self, patient: Patient) -> None:
        """Take one picture."""
        self.now += 1 / RATE
        person = self._person
        person.step(self.now)
        for kind in person.wrong:
            self._since_s.setdefault(kind, self.now)
        self._since_s = {kind: since for kind, since in self._since_s.items() if kind in person.wrong}
        if self._speaks_until_s is not None and self.now >= self._speaks_until_s:
            patient.voice(False)
            self._speaks_until_s = None
        picture = self._picture()
        if picture is None:
            return
        self._given = [at for at in self._given if at > self.now - _RATED_S] + [self.now]
        patient.camera(len(self._given) / _RATED_S)  # as the page notes it
        answer = patient.look(struct.pack("<d", 1000 * self.now) + picture)
        assert answer["kind"] == "seen", answer
        self._result.answers.append(answer)
        self._follow(answer)
        if answer["stage"] in ("tuck", "hold"):
            person.begin_hold()
        if answer["stage"] == "hold" and not person.wrong and person.posture.here and not person.is_turning:
            self._result.true_held_s += 1 / RATE
            self._result.true_tucked_s += person.is_tucked / RATE
        if answer["cue"] is not None:
            self._speak(patient, answer["cue"])
        self.is_over = self.is_over or answer["stage"] == "done"

    def _picture(self) -> bytes | None:
        """Return what the camera gives now; None where it gives nothing."""
        trouble, number = self._person.camera, round(self.now * RATE)
        if trouble == "none" or (trouble == "slow" and number % RATE % (RATE // _FEW_PER_S)):
            return None
        if trouble != "still":
            self._last = _BLACK if trouble == "black" else _PICTURES[number % RATE]
        return self._last

    def _speak(self, patient: Patient, cue: Any) -> None:
        end_s = self.now + spoken_s(Message(cue["code"], {"cm": 0, "seconds": 2}))
        self._speaks_until_s = end_s
        patient.voice(True)
        self._result.said.append(Spoken(self.now, end_s, cue["code"], cue["kind"], self._person.wrong))
        self._person.hear(cue["code"], end_s)
        fault = self._open.get(cue["kind"])
        if fault is not None and fault["word"] is None:
            fault["word"] = self.now
        if cue["code"] == "page.say.felt":
            felt: Any = self._person.scenario.felt
            patient.answer(felt)
            self.is_over = felt == "pain"

    def _follow(self, answer: Answer) -> None:
        """Note which faults have begun to count, and which have ended."""
        on = [str(kind) for kind in answer["faults"]]
        for kind in on:
            if kind not in self._open and FaultKind(kind).of_form:
                begun_s = self._since_s.get(kind)
                fault = {"kind": kind, "onset": begun_s, "counts": self.now, "chime": None, "word": None, "ended": None}
                self._open[kind] = fault
                self._result.faults.append(fault)
        for kind, fault in list(self._open.items()):
            if fault["chime"] is None and not answer["running"]:
                fault["chime"] = self.now
            if kind not in on:
                fault["ended"] = self.now
                del self._open[kind]


def sample_words(path: Path, settings: Settings | None = None) -> list[dict[str, Any]]:
    """Return the faults of a recorded sample: when each began, counted and was spoken of, by the whole program."""
    from formcheck.coaching.session import LungeSession
    from formcheck.pose.landmarker import PoseLandmarker
    from formcheck.video.reader import open_source

    settings = settings or Settings()
    found: dict[tuple[str, float], dict[str, Any]] = {}
    with PoseLandmarker(picture=settings.picture) as estimator:
        lunge = LungeSession(settings)
        for frame in open_source(path):
            judged = lunge.step(estimator.see(frame))
            for fault in judged.faults:
                if fault.kind.of_form:
                    row = {"kind": str(fault.kind), "onset": fault.start_s, "counts": fault.found_s, "word": None}
                    found.setdefault((str(fault.kind), fault.start_s), row | {"chime": fault.found_s, "ended": None})
            for fault in judged.ended_faults:
                if (str(fault.kind), fault.start_s) in found:
                    found[str(fault.kind), fault.start_s]["ended"] = fault.end_s
            if judged.cue is not None and isinstance(judged.cue.kind, FaultKind):
                for row in found.values():
                    if row["kind"] == judged.cue.kind and row["word"] is None and row["ended"] is None:
                        row["word"] = judged.time_s
    return list(found.values())


def _row(name: str, fault: dict[str, Any]) -> str:
    def s(key: str) -> str:
        return "–" if fault[key] is None else f"{fault[key]:.1f}"

    late = "–" if fault["word"] is None else f"{fault['word'] - fault['counts']:.2f}"
    times = [s(key) for key in ("onset", "counts", "chime", "word", "ended")]
    return "| " + " | ".join([name, fault["kind"], *times, late]) + " |"


def main(
    scenario: Annotated[str, typer.Option(help="only those whose name contains this")] = "",
    samples: Annotated[bool, typer.Option(help="the recorded samples, too: half a minute each")] = False,
    words: Annotated[bool, typer.Option(help="print every sentence with its time")] = False,
    hold_s: Annotated[float, typer.Option(help="seconds of a hold")] = 30.0,
) -> None:
    """Print what was said when, against what was true then."""
    lines = [
        "| who | fault | onset | counts | chime | word | ended | counts to word |",
        "|---|---|---|---|---|---|---|---|",
    ]
    seconds = [
        "| who | took | credited | tucked | held | not seen | truly tucked | truly held | false words | late words |",
        "|" + "---|" * 10,
    ]
    for each in SCENARIOS:
        if scenario not in each.name:
            continue
        done = practise(each, hold_s=hold_s)
        lines += [_row(each.name, fault) for fault in done.faults]
        sums = [sum(part[name] for part in done.parts) for name in ("good_s", "tucked_s", "held_s", "unseen_s")]
        true = (done.true_tucked_s, done.true_held_s)
        seconds.append(
            f"| {each.name} | {done.seconds:.0f} | " + " | ".join(f"{value:.1f}" for value in (*sums, *true))
            + f" | {len(done.false_words)} | {done.late_words} |"
        )  # fmt: skip
        if words:
            for said in done.said:
                print(f"{each.name:24s} {said.start_s:6.1f} {said.kind:20s} {said.code} {sorted(said.wrong) or ''}")
    if samples:
        for path in sorted((Path(__file__).parents[1] / "samples").glob("*.mp4")):
            lines += [_row(path.stem, fault) for fault in sample_words(path)]
    print("\n".join([*lines, "", *seconds]))


if __name__ == "__main__":
    typer.run(main)
