"""`summary.json`: what one review found, for programs. The schema is versioned; a field is never given a new meaning.

A summary of an earlier version opens in every later one: a field that is added gets a default, unknown fields are
passed over, and settings are read as `formcheck.settings.renamed` says. `SCHEMA_VERSION` rises where a program that
knows the earlier version would misread a later file.

A sentence stands there twice: in English, and beside it, in a field that ends in ``message``, as a code with its
parameters, which `formcheck.messages.catalogue.Catalogue.text` puts into another language. Summaries of before 0.2.0
have the English alone; `stored_message` gives whichever there is.

Angles are degrees with the signs of the measurement specification, times are seconds from the start of the file,
shares lie between 0 and 1. `null` means not known, or, in the settings, no limit.
"""

from __future__ import annotations

import json
import logging
import math
from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections, Span
from formcheck.lunge.faults import FaultKind
from formcheck.messages.catalogue import DEFAULT, catalogue
from formcheck.messages.message import Message, message
from formcheck.records import Band, RangeOrigin, Side
from formcheck.records.judgement import FOOT_CLOSE
from formcheck.results.hold_tuck import TuckState
from formcheck.settings import JudgingSettings
from formcheck.settings.renamed import read_stored, with_names_of_today

SCHEMA_VERSION = 1
_log = logging.getLogger(__name__)

Quality = Literal["good", "with care", "not judged"]
ReviewState = Literal["green", "yellow", "red", "tuck_not_observed", "none"]


class SummaryPart(BaseModel):
    """Base of every part: written once, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NewerSummaryError(FormcheckError, ValueError):
    """A later version of formcheck has written this summary, and this one would misread it."""


class FileProvenance(SummaryPart):
    """The file that was reviewed."""

    name: str = Field(description="name without folders")
    sha256: str = Field(description="checksum of the file")
    size_bytes: int
    kind: Literal["video", "photo"]
    duration_s: float | None = Field(description="time of the last frame read")
    frame_rate: float | None = Field(description="average frames per second")
    frames: int = Field(description="frames read")
    width_px: int = Field(description="width of the frames judged; a large picture is scaled down before")
    height_px: int
    scale: float = Field(description="size of the frames judged over the size of the original")
    rotation_deg: int = Field(description="clockwise turn from the stored to the upright picture")
    recorded_at: datetime | None = Field(description="when the file says it was recorded")
    notes: list[str] = Field(description="what was wrong with the file, one sentence each")
    note_messages: list[Message] = Field(default=[], description="the same as codes")


class ProgramProvenance(SummaryPart):
    """What reviewed it."""

    formcheck: str
    mediapipe: str
    opencv: str
    model: str = Field(description="name of the pose model's file")
    model_sha256: str


class BaselineSummary(SummaryPart):
    """The person's own neutral on one side."""

    start_s: float
    end_s: float
    rear_thigh_deg: float
    pelvic_tilt_deg: float | None
    doubt: str = Field(
        default="",
        description="why nothing is judged against it, such as that it looks lunged; empty where it is believed",
    )
    doubt_message: Message | None = Field(default=None, description="the same as a code")


class OwnRangeSummary(SummaryPart):
    """The person's own range: how far they tuck and arch when asked to, as it was read."""

    start_s: float | None
    end_s: float | None
    tuck_deg: float | None = Field(description="median estimate of the own full tucks, posterior positive")
    arch_deg: float | None = Field(description="likewise of the own full arches, a positive size")
    arch_shown: bool = Field(description="whether an arch was shown; else `arch_deg` is taken from the tuck")
    zero_deg: float | None = Field(description="the neutral after the range: where the shares begin")
    drift_deg: float | None = Field(description="how far the neutral moved over the range: cloth rides")
    scatter: float | None = Field(description="uncertainty of a share")
    range_d: float | None = Field(description="separability: the own tuck by its scatter")
    counts: bool = Field(description="whether the tuck is judged by its shares")
    reason: str = Field(default="", description="why not; empty where it counts")
    reason_message: Message | None = Field(default=None, description="the same as a code")
    source: Literal["markers", "contour"] = Field(default="contour", description="what it was read from")
    origin: RangeOrigin = Field(
        default="marked", description="how its time is known: the person was asked, it was marked, or it was found"
    )


class HipExtensionSummary(SummaryPart):
    """How far the hip was extended in the best five seconds in good form."""

    hip_extension_deg: float = Field(description="median of rear thigh + tuck; positive: the thigh behind the pelvis")
    sd_deg: float = Field(description="its standard deviation")
    start_s: float = Field(description="when the five seconds began")


class SideSummary(SummaryPart):
    """One side of the stretch."""

    rear_side: Side = Field(description="which knee was down, the person's own side")
    facing: Side | None = Field(description="which way the person faced in the picture, most of the time")
    near_side: Side | None = Field(description="the person's side nearer to the camera, most of the time")
    judged_s: float = Field(description="time in which at least one angle was judged")
    baseline: BaselineSummary | None = Field(description="the first of `baselines`; null where there is none")
    baselines: list[BaselineSummary] = Field(default=[], description="every neutral of this side, in the order of time")
    baseline_missing: str = Field(description="why there is no baseline; empty where there is one")
    baseline_missing_message: Message | None = Field(default=None, description="the same as a code")

    own_range: OwnRangeSummary | None = Field(default=None, description="null where none was shown")
    hip_extension: HipExtensionSummary | None = Field(
        default=None, description="null where five seconds in good form with the tuck known are missing"
    )

    @model_validator(mode="before")
    @classmethod
    def _of_one_neutral(cls, data: Any) -> Any:
        """Read what 0.1.0 wrote, which kept only the first neutral of a side."""
        if isinstance(data, dict) and "baselines" not in data and data.get("baseline") is not None:
            return data | {"baselines": [data["baseline"]]}
        return data


class KneelSummary(SummaryPart):
    """One kneel: from when to when one knee was down."""

    start_s: float
    end_s: float
    rear_side: Side


class GateSummary(SummaryPart):
    """A quality gate that did not pass all the time."""

    gate: str
    degraded_share: float = Field(description="share of the time judged with care because of it")
    blocked_share: float = Field(description="share of the time not judged because of it")
    mend: str
    mend_message: Message | None = Field(default=None, description="the same as a code")


class ViewSummary(SummaryPart):
    """How well the person could be seen."""

    off_side_deg: float | None = Field(description="median angle between the camera and the pure side view")
    confidence: float | None = Field(description="median confidence of the points needed")
    quality: Quality = Field(description="most of the time: all gates passed, some degraded, or at least one blocked")
    judged_share: float = Field(description="share of the time in which at least one angle was judged")
    gates: list[GateSummary]


class PelvisSummary(SummaryPart):
    """How the pelvic tilt was seen, of the time in half-kneeling since the neutral was found."""

    source: Literal["markers", "contour", "none"] = Field(
        description="what it was seen from for the longest; `none` where never"
    )
    shares: dict[Literal["markers", "contour", "none"], float] = Field(description="share of the time of each source")
    said: dict[str, float] = Field(description="share of the time of each statement")
    sd_deg: float | None = Field(description="median standard deviation of its change")


class HoldTuckSummary(SummaryPart):
    """What was observed of the tuck in a hold."""

    state: TuckState = Field(description="what became of it: kept, part (of the time), lost, never, or not_observed")
    observed_s: float = Field(description="time in which anything could be said of it")
    tucked_s: float = Field(description="time of that in which it was tucked")
    tucked_share: float | None = Field(description="the same as a share; null where nothing was observed")
    arched_s: float = Field(description="time of that in which the low back was arched")
    first_s: float | None = Field(description="when it was tucked first; null where it never was")
    lost_s: list[float] = Field(description="when a tuck that was there was lost")
    unclear_s: list[float] = Field(description="when a tuck that was there stopped being clear, lost or not")


class HoldSummary(SummaryPart):
    """One hold."""

    rear_side: Side
    start_s: float
    end_s: float
    good_s: float = Field(description="time in good form (nothing red)")
    target_s: float
    complete: bool
    shares: dict[str, dict[Band, float]] = Field(description="of each angle, share of the judged time in each band")
    tuck: HoldTuckSummary | None = Field(default=None, description="null in a summary of 0.1.0")

    @property
    def good(self) -> bool:
        """Whether it was held for as long as asked, with the tuck kept; of 0.1.0 the tuck is not known."""
        return self.complete and (self.tuck is None or self.tuck.state is TuckState.KEPT)


class BorderlineSummary(SummaryPart):
    """An angle that lay within its own error of its limit: neither clearly a fault nor clearly none."""

    quantity: str
    value_deg: float = Field(description="what it kept for as long as a fault must last")
    sd_deg: float = Field(description="its standard deviation in this picture")
    limit_deg: float = Field(description="its limit: the red edge")
    time_s: float


class FaultSummary(SummaryPart):
    """One fault."""

    kind: FaultKind
    name: str = Field(description="in words")
    start_s: float = Field(description="when the angle went past its red edge")
    found_s: float = Field(description="when the dwell had passed")
    end_s: float | None = Field(description="when it cleared; null where it lasted to the end of the file")
    quantity: str | None = Field(description="the angle that showed it")
    worst_deg: float | None
    past_target_deg: float | None = Field(description="how far the worst value lies outside its target")
    worst_frame: int | None
    worst_s: float | None
    reason: str = Field(description="in words, for faults without an angle")
    reason_message: Message | None = Field(default=None, description="the same as a code")
    borderline: bool = Field(default=False, description="whether its worst value lay within its own error of the limit")
    sd_deg: float | None = Field(default=None, description="standard deviation of its worst value in this picture")
    foot_close: bool = Field(
        default=False, description="of a knee ahead of its ankle: with the hips at home, so the foot is too close"
    )

    @property
    def words(self) -> str:
        """The code of what it is called: ``fault.WORDS.name``."""
        return FOOT_CLOSE if self.foot_close and self.kind is FaultKind.OVER_LUNGING else self.kind.value


class StoodValue(SummaryPart):
    """One quantity of somebody who stands, seen from the side; degrees, as in `posture.json`."""

    mean: float = Field(description="mean of the tries")
    sd: float = Field(description="of the mean, for comparing it with another occasion: own scatter and camera")
    scatter: float = Field(description="how much the person varies from try to try, weighed with what is usual")


class StoodSummary(SummaryPart):
    """How somebody stood before or after the stretch."""

    when: Literal["before", "after"]
    tries: int = Field(description="how many still parts")
    start_s: float = Field(description="when the first began")
    end_s: float = Field(description="when the last ended")
    facing: Side = Field(description="which way the person faces in the picture")
    view_off_side_deg: float
    camera_roll_deg: float | None = Field(description="roll of the camera that was taken out; null where not known")
    values: dict[str, StoodValue] = Field(description="head_deg, trunk_deg, hips_deg and knee_deg")


class StoodChange(SummaryPart):
    """What became of one quantity, after less before."""

    value: float
    sd: float
    least: float = Field(description="from here on a change counts: 1.96 sd")
    counts: bool


class StandingSummary(SummaryPart):
    """How somebody stood where the film begins or ends with them standing sideways."""

    occasions: list[StoodSummary] = Field(description="before, after, or both")
    changes: dict[str, StoodChange] = Field(default={}, description="empty where there are not two, or not comparable")
    sentence_message: Message | None = Field(
        default=None, description="what changed, or why the two cannot be compared; null where there is one occasion"
    )


class NotJudged(SummaryPart):
    """Something that could not be judged."""

    what: str = Field(description="`everything`, `tuck` or the name of an angle")
    why: str
    why_message: Message | None = Field(default=None, description="the same as a code")
    share: float = Field(description="share of the time")
    from_s: float = Field(description="first time")
    to_s: float = Field(description="last time")


class Summary(SummaryPart):
    """The whole of `summary.json`."""

    schema_version: int = SCHEMA_VERSION
    verdict: str = Field(description="one sentence")
    verdict_message: Message | None = Field(default=None, description="the same as a code")
    patient: str = Field(default="", description="code of the patient, as it was given; empty where none was")
    judged: bool = Field(description="whether anything could be judged")
    reviewed_at: datetime | None = Field(
        default=None, description="when the file was reviewed first; null in a summary of before 0.2.0"
    )
    visited_on: date | None = Field(
        default=None, description="day of the visit as it was entered; null where the recording says it, or nobody"
    )
    file: FileProvenance
    program: ProgramProvenance
    pictures: Literal["as filmed", "face blurred", "none"] = Field(
        default="as filmed", description="how the person is shown in the results; none: only the drawing"
    )
    corrections: Corrections = Field(default=Corrections(), description="what was given by hand; null is not given")
    found_ranges_s: tuple[Span, ...] = Field(
        default=(), description="from when to when the person was found to show their own range, where nobody marked it"
    )
    uncorrected_verdict: str = Field(
        default="",
        description="the verdict without them (see uncorrected.json); "
        "empty where they only say which person and part to judge",
    )
    uncorrected_verdict_message: Message | None = Field(default=None, description="the same as a code")
    language: str = Field(default=DEFAULT, description="of the report and the annotated video")
    note: str = Field(default="", description="what the reviewer wrote")
    sides: list[SideSummary] = Field(description="one entry for each knee that was down, the longer judged first")
    kneels: list[KneelSummary] = Field(default=[], description="every kneel, in the order of time")
    view: ViewSummary
    pelvis: PelvisSummary
    holds: list[HoldSummary]
    faults: list[FaultSummary]
    mostly_red: dict[str, float] = Field(
        default={}, description="share of the judged time in which an angle was past its limit, where it was most of it"
    )
    borderline: list[BorderlineSummary] = Field(
        default=[], description="angles within their own error of a limit, of which no fault counted"
    )
    standing: StandingSummary | None = Field(
        default=None, description="how the person stood before or after the stretch; null where that is not filmed"
    )
    not_judged: list[NotJudged]
    disclaimer: str
    settings: JudgingSettings = Field(description="every setting that changes a result, as it was; null is no limit")

    @property
    def state(self) -> ReviewState:
        """The sign of the verdict.

        Green needs a hold whose tuck was observed and kept, and nothing red; where only the tuck of the holds could not
        be observed, that has a sign of its own. Red is a fault without a complete hold, yellow all between: a neutral
        that is not believed and what is borderline, too. Of a photo and of 0.1.0 the tuck is not known: there the
        faults alone decide.
        """
        if not self.judged:
            return "none"
        faults = [fault for fault in self.faults if fault.quantity]
        if any(not fault.borderline for fault in faults):
            return "yellow" if any(hold.complete for hold in self.holds) else "red"
        if (
            faults
            or self.borderline
            or self.mostly_red
            or any(neutral.doubt for side in self.sides for neutral in side.baselines)
        ):
            return "yellow"
        if self.file.kind == "photo":
            return "green"
        tucks = {hold.tuck.state for hold in self.holds if hold.tuck is not None}
        if not self.holds or tucks - {TuckState.KEPT, TuckState.NOT_OBSERVED}:
            return "yellow"
        return "tuck_not_observed" if TuckState.NOT_OBSERVED in tucks else "green"

    def to_json(self) -> str:
        """Write as JSON, indented, with a line break at the end."""
        return self.model_dump_json(indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` of this version, or of an earlier one, has written.

        Raises
        ------
        NewerSummaryError
            A later version has written it, and its schema is another.
        ValueError
            It is no JSON, or no summary (pydantic's ValidationError is a ValueError).
        """
        data = json.loads(text)
        if not isinstance(data, dict):
            raise ValueError("a summary is an object")
        written = data.get("schema_version")
        if isinstance(written, int) and written > SCHEMA_VERSION:
            raise NewerSummaryError(message("error.results.newer_summary", written=written, known=SCHEMA_VERSION))
        kept = data.get("settings")
        if not isinstance(kept, dict):
            raise ValueError("a summary holds its settings")
        settings, unused = read_stored(JudgingSettings, with_names_of_today(_with_limits(kept)))
        summary, unknown = read_stored(cls, data | {"settings": settings}, values=False)
        if ignored := (*(f"settings.{name}" for name in unused), *unknown):
            _log.info("Passed over in a summary of another version: %s", ", ".join(ignored))
        return summary


def stored_message(text: str, stored: Message | None) -> Message | None:
    """Return a sentence of a summary as a message: the stored one, or its English text where that is all there is.

    A code that this version does not know, of an earlier or a later one, is no reason to show nothing.

    Parameters
    ----------
    text
        In English; empty where there is none.
    stored
        As a code; None in a summary of before 0.2.0.
    """
    if stored is not None and catalogue(DEFAULT).knows(stored):
        return stored
    return message("as_written.text", text=text) if text else None


def _with_limits(part: Any) -> Any:
    """Put the infinities back that JSON cannot say: null is no limit, at the end of a range above, elsewhere below."""
    if isinstance(part, dict):
        return {key: _with_limits(value) for key, value in part.items()}
    if isinstance(part, list):
        ends = [-math.inf] * (len(part) - 1) + [math.inf]
        return [end if value is None else value for value, end in zip(part, ends, strict=True)]
    return -math.inf if part is None else part
