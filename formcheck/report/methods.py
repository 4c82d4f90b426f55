"""The methods in one paragraph, ready to quote: how it was measured, and how far such measurements are off."""

from __future__ import annotations

from formcheck.error_figures import LimbErrors, TiltErrors, limb_errors, tilt_errors
from formcheck.lunge.quantities import BANDED
from formcheck.messages.message import Message, message
from formcheck.messages.names import quantity_name
from formcheck.results.summary import Summary


def methods(summary: Summary) -> list[Message]:
    """Return the sentences of the paragraph, those on the tuck only where it was measured from the outline."""
    video, program = summary.file.kind == "video", summary.program
    said = [
        message(
            f"report.methods.{'video' if video else 'picture'}",
            formcheck=program.formcheck,
            mediapipe=program.mediapipe,
            model=program.model.removesuffix(".task"),
            looks=summary.settings.picture.estimates_fps,
        ),
        _limbs(limb_errors()),
    ]
    if summary.pelvis.source == "contour":
        said.append(_tilt(tilt_errors()))
    if summary.pelvis.source == "markers":
        said.append(message("report.methods.stickers"))
    if video:
        said.append(message("report.methods.clear"))
    return said


def _limbs(errors: LimbErrors) -> Message:
    each = tuple(
        message(
            "report.methods.limb",
            quantity=quantity_name(name),
            mean=errors.errors[name].mean_deg,
            within=errors.errors[name].within_95_deg,
        )
        for name in BANDED
        if name in errors.errors
    )
    return message("report.methods.limbs", clips=errors.clips, view=errors.view_deg, errors=each)


def _tilt(errors: TiltErrors) -> Message:
    far, near = errors.other_flesh, errors.new_bodies
    return message(
        "report.methods.tilt",
        far_mean=far.mean_deg,
        far_within=far.within_95_deg,
        right_way=far.right_way,
        near_mean=near.mean_deg,
        near_within=near.within_95_deg,
    )
