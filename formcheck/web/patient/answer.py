"""The answer to one frame: numbers, codes and words, never a picture."""

from __future__ import annotations

import math
from typing import Any

from formcheck.coaching.cues import CUES, HOLD_DONE, TUCK_REMINDER, asked_by
from formcheck.keypoints import Keypoint
from formcheck.lunge.bands import limb_bands
from formcheck.lunge.pelvis.monitor import SHOWN
from formcheck.lunge.quantities import LIMBS
from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import Message
from formcheck.records import Assessment, Band, Measurement
from formcheck.web.patient.credit import Tuck
from formcheck.web.patient.pace import SLOW
from formcheck.web.patient.script import Script
from formcheck.web.patient.socket_messages import CueAnswer, DialAnswer, JudgedFrame, Phrase, Point
from formcheck.web.patient.stage import Stage

_PAIRS = {"hips": "rear.hip", "shoulders": "rear.shoulder"}
_JOINTS = ("SHOULDER", "HIP", "KNEE", "ANKLE", "FOOT_INDEX")
_WITH_DIAL = (Stage.CALIBRATE, Stage.TUCK, Stage.HOLD)


def answer(
    assessment: Assessment, script: Script, size_px: tuple[int, int], words: Catalogue, too_slow: Message = SLOW
) -> JudgedFrame:
    """Put one judged frame into the codes, words and shares of the picture that the page shows.

    Parameters
    ----------
    assessment
        The frame, judged.
    script
        After its step with this frame.
    size_px
        Width and height of the picture, pixels.
    words
        The language to say it in.
    too_slow
        Why there are too few pictures a second, where they are too few.

    Returns
    -------
    JudgedFrame
        For JSON. Points are shares of the picture's width and height, un-mirrored. What is to be read or said is a
        `Phrase`, or None: the page compares codes and shows texts.
    """
    m = assessment.measurement
    part = script.part
    progress: Any = script.progress.model_dump(mode="json")
    message = script.asks or assessment.message

    def phrase(message: Message | None) -> Phrase | None:
        return _phrase(too_slow if message == SLOW else message, words)

    holding = assessment.hold_running and script.stage is Stage.HOLD
    return {
        "kind": "seen",
        "stage": script.stage,
        "phase": assessment.phase,
        "count": script.count,
        "progress": progress,
        "side": part.side if part else None,
        "good_s": round(part.good_s, 2) if part else 0.0,
        "held_s": round(part.held_s, 2) if part else 0.0,
        "tucked_s": round(part.tucked_s, 2) if part else 0.0,
        "tuck": script.tuck,
        "running": holding and script.tuck is not Tuck.MISSING,
        "holding": holding,
        "red": Band.RED in assessment.bands.values() or any(fault.kind.of_form for fault in assessment.faults),
        "why": phrase(_why(assessment, script)),
        "faults": [fault.kind for fault in assessment.faults],
        "gates": [{"name": g.name, "level": g.level, "fix": phrase(g.fix)} for g in m.gates],
        "kneeling": m.half_kneeling,
        "rear_side": m.rear_side,
        "rear_is_near": m.rear_side == m.near_side if m.rear_side else None,
        "facing": m.facing,
        "message": phrase(message),
        "asked": SHOWN.get(message.code) if message and script.stage is Stage.CALIBRATE else None,
        "cue": _cue(assessment, words),
        "points": _points(m, size_px),
        "limbs": _limbs(assessment),
        "pelvis": {
            "word": m.pelvis.statement,
            "source": m.pelvis.source,
            "reason": _phrase(m.pelvis.reason, words),
            "band": assessment.bands.get("tuck_deg"),
            "dial": _dial(assessment, script),
        },
    }


def _dial(assessment: Assessment, script: Script) -> DialAnswer | None:
    """Return where the pelvis is on the dial; None where there is no dial, because nothing observes the pelvis."""
    pelvis = assessment.measurement.pelvis
    if script.stage not in _WITH_DIAL or (pelvis.source == "none" and pelvis.reason is None):
        return None
    known = math.isfinite(pelvis.on_dial)
    return {
        "at": round(pelvis.on_dial, 2) if known else None,
        "sd": round(pelvis.on_dial_sd, 2) if known and math.isfinite(pelvis.on_dial_sd) else None,
        "judged": script.stage is not Stage.CALIBRATE,
    }


def limbs_to_draw() -> list[tuple[str, str, str]]:
    """List the lines the page draws: from a point of `answer`, to a point, and the limb whose band it is drawn in."""
    return [(_page_point(a), _page_point(b), limb) for limb, (a, b) in LIMBS.items()]


def _page_point(point: str) -> str:
    """Name a point of the tables as the page does, which has no middle of a pair: it takes the one of the rear leg."""
    leg, _, joint = _PAIRS.get(point, point).partition(".")
    return f"{leg}_{'foot_index' if joint == 'toe' else joint}"


def _phrase(message: Message | None, words: Catalogue) -> Phrase | None:
    return None if message is None else {"code": message.code, "text": words.text(message)}


def _why(assessment: Assessment, script: Script) -> Message | None:
    """Say why the ring stands still, or why the range is not asked for yet; None where all is well."""
    if script.stage not in (Stage.HOLD, Stage.CALIBRATE) or (script.stage is Stage.CALIBRATE and assessment.message):
        return None
    if assessment.hold_running:
        return TUCK_REMINDER if script.tuck is Tuck.MISSING else None
    for fault in assessment.faults:
        if fault.kind in CUES:
            return CUES[asked_by(fault.kind, assessment)]
    return assessment.message


def _cue(assessment: Assessment, words: Catalogue) -> CueAnswer | None:
    cue = assessment.cue
    # The end of a part is announced by the script: the checker's hold may be only a part of one.
    if cue is None or cue.message == HOLD_DONE:
        return None
    return {"code": cue.message.code, "text": words.text(cue.message), "kind": str(cue.kind)}


def _points(m: Measurement, size_px: tuple[int, int]) -> dict[str, Point]:
    """Return the joints by their part in the lunge, or by left and right where that is not known."""
    names = {"rear": m.rear_side or "right", "front": "left" if (m.rear_side or "right") == "right" else "right"}
    points: dict[str, Point] = {}
    for role, side in names.items():
        for joint in _JOINTS:
            x, y = m.keypoints_px[Keypoint[f"{side.upper()}_{joint}"]] / size_px
            if math.isfinite(x + y):
                points[f"{role}_{joint.lower()}"] = (round(float(x), 4), round(float(y), 4))
    return points


def _limbs(assessment: Assessment) -> dict[str, Band | None]:
    """Return the band each limb is drawn in; empty where nothing is judged."""
    return limb_bands(assessment.bands) if assessment.measurement.half_kneeling is True else {}
