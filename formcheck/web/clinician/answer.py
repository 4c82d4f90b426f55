"""What the page is sent of a video: words, numbers and curves, never a path of this computer but where it was saved."""

from __future__ import annotations

import math
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from formcheck.keypoints import Keypoint
from formcheck.lunge.corrections import Corrections, Joint
from formcheck.lunge.moved_joints import MovedJoints
from formcheck.lunge.observer import Observation
from formcheck.lunge.quantities import PLOTTED
from formcheck.messages.catalogue import Catalogue
from formcheck.messages.message import Message
from formcheck.messages.names import quantity_name
from formcheck.records import Frame
from formcheck.results.series import thinned
from formcheck.results.summary import Summary, stored_message
from formcheck.results.summary_targets import summary_targets
from formcheck.review.rejudge import Rejudged
from formcheck.web.clinician.api_messages import Curve, Found, ShownJoint, ShownJoints, VideoFull, VideoShort
from formcheck.web.clinician.job import Job


def in_short(job: Job, words: Catalogue) -> VideoShort:
    """Tell how far a video is, for the list, in the language of the page."""
    return {
        "number": job.number,
        "name": job.file.name,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "trouble": _text(job.trouble, words),
        "verdict": verdict_of(job.judged.summary, words) if job.judged else "",
        "judged": job.judged is not None and job.judged.summary.judged,
        "up_to_date": job.up_to_date and job.language == words.language,
        "drawn": job.drawn.folder.name if job.drawn is not None else "",
        "saved": str(job.saved) if job.saved else "",
    }


def in_full(job: Job, most_points: int, words: Catalogue) -> VideoFull:
    """Tell everything about a video.

    Parameters
    ----------
    job
        The video.
    most_points
        Points of a curve at most.
    words
        The language of the page.
    """
    corrections: Any = job.wanted.model_dump(mode="json")
    return {
        **in_short(job, words),
        "note": job.note,
        "patient": job.patient,
        "visited_on": job.visited_on.isoformat() if job.visited_on else None,
        "pictures": job.pictures,
        "corrections": corrections,
        "found": None if job.judged is None else found_in(job.judged, most_points, words),
    }


def shown_joints(frame: Frame, seen: Observation, given: Corrections) -> ShownJoints:
    """Tell where the joints of one picture lie that can be moved by hand, with the corrections in force."""
    moved = MovedJoints(given.joints)
    shown: list[ShownJoint] = []
    for joint in get_args(Joint):
        row = Keypoint[joint.upper()]
        places = [seen.keypoints_px[row], seen.stance.keypoints_px[row], moved.shift_px(joint, frame.time_s)]
        if not np.isfinite(places).all():
            continue
        (x, y), (stance_x, stance_y), (dx, dy) = (place.tolist() for place in places)
        shown.append(
            {
                "joint": joint,
                "x_px": round(x, 1),
                "y_px": round(y, 1),
                "raw_x_px": round(stance_x - dx, 1),
                "raw_y_px": round(stance_y - dy, 1),
                "moved_x_px": round(dx, 1),
                "moved_y_px": round(dy, 1),
            }
        )
    assert frame.pose is not None
    return {"time_s": frame.time_s, "size_px": frame.pose.size_px, "joints": shown}


def _text(said: Message | str | None, words: Catalogue) -> str:
    return words.text(said) if isinstance(said, Message) else said or ""


def verdict_of(s: Summary, words: Catalogue) -> str:
    """Return the verdict in the language of the page."""
    return _text(stored_message(s.verdict, s.verdict_message), words)


def found_in(judged: Rejudged, most_points: int, words: Catalogue) -> Found:
    """Tell what was found, with a curve of at most this many points for each angle."""
    s = judged.summary
    parts: Any = s.model_dump(mode="json", include={"sides", "kneels", "holds", "faults", "pelvis", "found_ranges_s"})
    uncorrected = stored_message(s.uncorrected_verdict, s.uncorrected_verdict_message)
    not_judged: Any = [
        gap.model_dump(mode="json") | {"why": _text(stored_message(gap.why, gap.why_message), words)}
        for gap in s.not_judged
    ]
    return {
        "sides": parts["sides"],
        "kneels": parts["kneels"],
        "holds": parts["holds"],
        "found_ranges_s": parts["found_ranges_s"],
        "faults": parts["faults"],
        "pelvis": parts["pelvis"],
        "not_judged": not_judged,
        "photo": s.file.kind == "photo",
        "recorded_on": s.file.recorded_at.date().isoformat() if s.file.recorded_at else None,
        "duration_s": s.file.duration_s,
        "frame_rate": s.file.frame_rate,
        "size_px": (s.file.width_px, s.file.height_px),
        "uncorrected_verdict": _text(uncorrected, words),
        "curves": _curves(judged, most_points, words),
    }


def _curves(judged: Rejudged, most_points: int, words: Catalogue) -> list[Curve]:
    """Return the curves that have bands; those of which nothing is known are left out."""
    limits_of = summary_targets(judged.summary)
    curves: list[Curve] = []
    for quantity in PLOTTED:
        times, values = thinned(judged.series.curve(quantity), most_points)
        if not np.isfinite(values).any():
            continue
        limits = limits_of[quantity]
        curves.append(
            {
                "quantity": quantity,
                "name": words.text(quantity_name(quantity)),
                "times_s": _numbers(times, 3),
                "values_deg": _numbers(values, 1),
                "green": (_limit(limits.green[0]), _limit(limits.green[1])),
                "yellow": (_limit(limits.yellow[0]), _limit(limits.yellow[1])),
            }
        )
    return curves


def _numbers(values: NDArray[np.float64], digits: int) -> list[float | None]:
    return [round(value, digits) if math.isfinite(value) else None for value in values.tolist()]


def _limit(value: float) -> float | None:
    return value if math.isfinite(value) else None
