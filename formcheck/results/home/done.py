"""What goes back to the clinic: the practices of one plan and the posture checks, numbers alone, as file or QR code.

The QR code holds the latest practices that fit, with tenths of seconds, and the first and the last posture check; the
file holds all of them. Both may be taken in, and either twice: a practice is known by when it began.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from formcheck.errors import FormcheckError
from formcheck.lunge.faults import FaultKind
from formcheck.messages.message import message
from formcheck.posture.standing import QUANTITIES
from formcheck.results.home.carried import CarriedError, compress, decompress, kind_of, pack, unpack
from formcheck.results.home.plan import patient_code
from formcheck.results.home.qr import MOST_LETTERS
from formcheck.results.posture import KeptPosture, KeptValue
from formcheck.results.practice import PLAN_ID, Felt, Moment, PartDone, PracticeDone
from formcheck.results.summary import SummaryPart

FILE_VERSION = TEXT_VERSION = 1
_MOST_PRACTICES = 5000
_FELT: tuple[Felt, ...] = ("", "yes", "no", "pain")
_KINDS = tuple(kind for kind in FaultKind if kind.of_form)
"""Faults by their place. Like `_WORDS` and the order of everything in `_packed` it belongs to `TEXT_VERSION`."""
_WORDS = b'["P01","",[[0,0,0,0,0,[[0,300,300,300,300,0,[],50,1,{}],[1,300,300,300,300,0,[],50,1,{}]]],[86400,0,0,0,0,[['


class PracticeFileError(FormcheckError):
    """The practice that is to be taken in cannot be read; the message says why in one sentence."""


class PracticeFile(SummaryPart):
    """The whole of the file that goes back."""

    formcheck_practice: int = Field(default=FILE_VERSION, description="version of this file")
    patient: Annotated[str, AfterValidator(patient_code)] = Field(description="code of the patient")
    plan: str = Field(pattern=f"^{PLAN_ID}$", description="number of the plan that led")
    consent_at: Moment = Field(description="when the patient has pressed the button that gives it")
    practices: list[PracticeDone] = Field(max_length=_MOST_PRACTICES)
    postures: list[KeptPosture] = Field(
        default_factory=list, max_length=_MOST_PRACTICES, description="posture checks that were kept since the plan"
    )

    def as_file(self) -> str:
        """Return the text of the file."""
        return json.dumps(self.model_dump(mode="json"), indent=1, allow_nan=False) + "\n"

    def latest_as_text(self) -> tuple[str, int]:
        """Return the text of the QR code, and how many of the latest practices are in it."""
        fewest, most = 0, len(self.practices)
        while fewest < most:
            count = (fewest + most + 1) // 2
            if len(self._text(count)) <= MOST_LETTERS:
                fewest = count
            else:
                most = count - 1
        return self._text(fewest), fewest

    def _text(self, count: int) -> str:
        packed = _packed(self, self.practices[len(self.practices) - count :])
        return pack("DONE", TEXT_VERSION, compress(packed, _WORDS))


def read_practice_file(text: str) -> PracticeFile:
    """Read what came back, from the text of its file or of its QR code.

    Raises
    ------
    PracticeFileError
        It is something else, of a newer version, or damaged.
    """
    kind, version = kind_of(text)
    try:
        if kind == "DONE":
            if version > TEXT_VERSION:
                raise PracticeFileError(message("plan.returned.newer"))
            return _unpacked(json.loads(decompress(unpack(text), _WORDS)))
        whole = json.loads(text.removeprefix("\ufeff"))
        version = whole["formcheck_practice"]
        if isinstance(version, int) and version > FILE_VERSION:
            raise PracticeFileError(message("plan.returned.newer"))
        return PracticeFile.model_validate(whole)
    except (CarriedError, ValidationError) as error:
        raise PracticeFileError(message("plan.returned.damaged")) from error
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError) as error:
        ours = kind == "DONE" or '"formcheck_practice"' in text[:200]
        raise PracticeFileError(message("plan.returned.damaged" if ours else "plan.returned.none")) from error


def _packed(whole: PracticeFile, practices: Sequence[PracticeDone]) -> bytes:
    """Put everything into numbers without names; the beginnings are counted from each other."""
    before, rows = 0, []
    for done in practices:
        began = round(done.started_at.timestamp())
        offset = done.started_at.utcoffset() or timedelta()
        parts = [_part(part) for part in done.parts]
        pain = [-1 if score is None else score for score in (done.pain_before, done.pain_after)]
        seconds = [round(done.rest_s), round(done.ball_s)]
        rows.append([began - before, round(offset.total_seconds() / 60), *seconds, int(done.hurt), *pain, parts])
        before = began
    data: list[Any] = [whole.patient, whole.plan, round(whole.consent_at.timestamp()), rows]
    if whole.postures:
        ends = whole.postures if len(whole.postures) <= 2 else [whole.postures[0], whole.postures[-1]]
        data.append([_posture(check) for check in ends])
    return json.dumps(data, separators=(",", ":")).encode()


def _part(part: PartDone) -> list[Any]:
    seconds = [_tenths(s) for s in (part.target_s, part.good_s, part.held_s, part.tucked_s, part.unseen_s)]
    own = -1 if part.own_tuck_deg is None else _tenths(part.own_tuck_deg)
    faults = {str(_KINDS.index(kind)): _tenths(s) for kind, s in part.fault_s.items() if kind in _KINDS and s >= 0.5}
    side = ("left", "right").index(part.side)
    packed = [side, *seconds, [_tenths(s) for s in part.lost_s], own, _FELT.index(part.felt), faults]
    extended = (part.hip_extension_deg, part.hip_extension_sd_deg)
    return packed + [_tenths(value) for value in extended if value is not None]


def _posture(check: KeptPosture) -> list[Any]:
    occasions = [
        [
            [QUANTITIES.index(name), round(100 * value.mean), round(100 * value.sd), value.n]
            for name, value in occasion.items()
            if name in QUANTITIES
        ]
        for occasion in check.occasions
    ]
    return [int(check.measured_at.timestamp()), int(check.after_practice), check.program, occasions]


def _posture_of(measured: int, after: int, program: str, occasions: list[list[list[int]]]) -> KeptPosture:
    return KeptPosture(
        measured_at=datetime.fromtimestamp(measured, UTC),
        program=program,
        after_practice=bool(after),
        occasions=[
            {QUANTITIES[name]: KeptValue(mean=mean / 100, sd=sd / 100, n=n) for name, mean, sd, n in values}
            for values in occasions
        ],
    )


def _unpacked(data: Any) -> PracticeFile:
    patient, plan, consent_at, rows, *postures = data
    practices, began = [], 0
    for step, offset, rest_s, ball_s, hurt, before, after, parts in rows:
        began += step
        practices.append(
            PracticeDone(
                started_at=datetime.fromtimestamp(began, timezone(timedelta(minutes=offset))),
                rest_s=rest_s,
                ball_s=ball_s,
                hurt=bool(hurt),
                pain_before=None if before < 0 else before,
                pain_after=None if after < 0 else after,
                plan=plan,
                parts=[_part_of(*part) for part in parts],
            )
        )
    return PracticeFile(
        patient=patient,
        plan=plan,
        consent_at=datetime.fromtimestamp(consent_at, UTC),
        practices=practices,
        postures=[_posture_of(*check) for checks in postures for check in checks],
    )


def _part_of(
    side: int,
    target: int,
    good: int,
    held: int,
    tucked: int,
    unseen: int,
    lost: list[int],
    own: int,
    felt: int,
    faults: dict[str, int],
    hip_extension: int | None = None,
    hip_extension_sd: int | None = None,
) -> PartDone:
    return PartDone(
        side=("left", "right")[side],
        target_s=target / 10,
        good_s=good / 10,
        held_s=held / 10,
        tucked_s=tucked / 10,
        unseen_s=unseen / 10,
        lost_s=[seconds / 10 for seconds in lost],
        own_tuck_deg=None if own < 0 else own / 10,
        hip_extension_deg=None if hip_extension is None else hip_extension / 10,
        hip_extension_sd_deg=None if hip_extension_sd is None else hip_extension_sd / 10,
        felt=_FELT[felt],
        fault_s={_KINDS[int(place)]: seconds / 10 for place, seconds in faults.items()},
    )


def _tenths(value: float) -> int:
    return round(10 * value)
