"""What is said over the socket of the patient's page, both ways: the types of the page's script are made from these.

See `formcheck.web.page_types`. Every message of the server has a ``kind``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from formcheck.coaching.gestures import Gesture
from formcheck.lunge.faults import FaultKind
from formcheck.messages.catalogue import DEFAULT
from formcheck.posture.standing import POINTS
from formcheck.records import Band, Level, Phase, Side, Statement
from formcheck.results.posture_history import Values
from formcheck.results.practice import LONGEST_HOLD_S, MOST_SETS, Felt
from formcheck.web.patient.credit import Progress, Tuck
from formcheck.web.patient.stage import Stage, StandStage

Point = tuple[float, float]
"""Shares of the picture's width and height, un-mirrored."""
Place = tuple[Annotated[float, Field(ge=-20_000, le=20_000)], Annotated[float, Field(ge=-20_000, le=20_000)]]
"""Pixels of the picture that was judged."""
Pixels = Annotated[int, Field(gt=0, le=20_000)]
TRIES = 3
"""How often somebody stands in one posture check."""


class Hello(BaseModel):
    """The first message of a page."""

    model_config = ConfigDict(extra="forbid")

    browser: str = Field(pattern=r"^[0-9a-f-]{8,64}$")
    tab: str = Field(pattern=r"^[0-9a-f-]{8,64}$")
    protocol: str
    take: bool = False


class Begin(BaseModel):
    """What the page asks for when a lunge begins, or goes on after the program was started again."""

    model_config = ConfigDict(extra="forbid")

    language: str = Field(default=DEFAULT, max_length=16)
    hold_s: float = Field(default=30.0, gt=0, le=LONGEST_HOLD_S)
    sets: int = Field(default=1, ge=1, le=MOST_SETS)
    by_plan: bool = False
    resume: Progress | None = None

    @property
    def sets_wanted(self) -> int:
        """How many sets there would be."""
        return (len(self.resume.parts) + 1) // 2 if self.resume else self.sets


class StoodTry(BaseModel):
    """One try of the posture check, in numbers: the page keeps those of before for as long as it is open."""

    model_config = ConfigDict(extra="forbid")

    points_px: Annotated[list[Place], Field(min_length=len(POINTS), max_length=len(POINTS))]
    facing: Side
    view_off_side_deg: Annotated[float, Field(ge=-180, le=180)]
    roll_deg: Annotated[float, Field(ge=-90, le=90)] | None = None
    size_px: tuple[Pixels, Pixels]


class Stand(BaseModel):
    """What the page asks for when a posture check begins."""

    model_config = ConfigDict(extra="forbid")

    language: str = Field(default=DEFAULT, max_length=16)
    after: bool = False
    before: Annotated[list[StoodTry], Field(max_length=TRIES)] = []


class PageRequest(BaseModel):
    """Any later message of the page that is not a frame."""

    model_config = ConfigDict(extra="forbid")

    do: Literal[
        "begin", "again", "skip", "skip_range", "pause", "felt", "voice", "camera", "language", "finish", "stand"
    ]
    begin: Begin = Begin()
    stand: Stand = Stand()
    felt: Felt = ""
    speaking: bool = False
    paused: bool = False
    pictures_per_s: float = Field(default=0.0, ge=0, le=1000)
    language: str = Field(default=DEFAULT, max_length=16)


class Welcome(TypedDict):
    """The page is admitted; what the server knows of its practice, if it knows any."""

    kind: Literal["welcome"]
    progress: Progress | None


class Begun(TypedDict):
    """The lunge has begun: pictures may come."""

    kind: Literal["begun"]


class Shut(TypedDict):
    """The page is not admitted, or no longer: the practice is open elsewhere, or too many practise."""

    kind: Literal["elsewhere", "full"]


class Outdated(TypedDict):
    """The page is of another version than the server, which speaks this one."""

    kind: Literal["outdated"]
    protocol: str


class Refused(TypedDict):
    """A message that was not taken; why, as a code and in English, for whoever looks for the mistake."""

    kind: Literal["bad"]
    code: str
    why: str


class Phrase(TypedDict):
    """Something to say: its code, and its text in the language of the page."""

    code: str
    text: str


class LeastChange(TypedDict):
    """What became of a measure over the weeks, degrees, and from how much on that counts as a change."""

    measure: str
    side: Side | None
    value: float
    smallest: float
    counts: bool


class GateAnswer(TypedDict):
    """One of the conditions under which can be judged."""

    name: str
    level: Level
    fix: Phrase | None


class CueAnswer(Phrase):
    """What the coach says now."""

    kind: str


class DialAnswer(TypedDict):
    """Where the pelvis is on the dial: -1 the own arch, 0 the neutral, 1 the own tuck; null where not observed."""

    at: float | None
    sd: float | None
    judged: bool


class PelvisAnswer(TypedDict):
    """What may be said of the pelvis."""

    word: Statement
    source: Literal["markers", "contour", "none"]
    reason: Phrase | None
    band: Band | None
    dial: DialAnswer | None


class HandsAnswer(TypedDict):
    """What the hands say: the gesture that was made with this frame, and the one that is being held so far, 0-1."""

    made: Gesture | None
    held: Gesture | None
    share: float


class JudgedFrame(TypedDict):
    """What was found in one frame."""

    kind: Literal["seen"]
    stage: Stage
    phase: Phase
    count: int
    progress: Progress
    side: Side | None
    good_s: float
    held_s: float
    tucked_s: float
    tuck: Tuck
    running: bool
    holding: bool
    red: bool
    why: Phrase | None
    faults: list[FaultKind]
    gates: list[GateAnswer]
    kneeling: bool | None
    rear_side: Side | None
    rear_is_near: bool | None
    facing: Side | None
    message: Phrase | None
    asked: str | None
    cue: CueAnswer | None
    points: dict[str, Point]
    limbs: dict[str, Band | None]
    pelvis: PelvisAnswer


class PicturePart(TypedDict):
    """A part of the camera's picture, pixels of the whole as the page sends it."""

    left: int
    top: int
    width: int
    height: int


class Answer(JudgedFrame):
    """The answer to one frame: what was found in it, how long that took, and which part of the next ones to send."""

    hands: HandsAnswer
    worked_ms: float
    part: PicturePart | None


class Paused(TypedDict):
    """The answer to a frame while the practice pauses: nothing is judged but the hands."""

    kind: Literal["paused"]
    hands: HandsAnswer


class StandResult(TypedDict):
    """What came of a posture check: one sentence; the tries in numbers, and which of them stands for all.

    `numbers` are what may be kept of it, where the person asks for that: of this check, or of before and after.
    """

    sentence: Phrase
    tries: list[StoodTry]
    shown: int
    compared: bool
    numbers: list[Values]


class StandAnswer(TypedDict):
    """What the posture check found in one frame: how far it is, what to say now, and the points it is made of."""

    stage: StandStage
    tries: int
    share: float
    why: Phrase | None
    say: Phrase | None
    points: list[Point]
    took: bool
    result: StandResult | None


class Stands(StandAnswer):
    """The answer to one frame of a posture check."""

    kind: Literal["stands"]
    hands: HandsAnswer
    worked_ms: float


ServerMessage = Welcome | Begun | Shut | Outdated | Refused | Answer | Paused | Stands
"""Anything the server says."""
