"""The methods in one paragraph, ready to quote: how it was measured, and how far such measurements are off."""

from __future__ import annotations

from formcheck.error_figures import LimbErrors, TiltErrors, limb_errors, tilt_errors
from formcheck.lunge.quantities import BANDED
from formcheck.messages.words import QUANTITY_NAMES, percent
from formcheck.results.summary import Summary


def methods(summary: Summary) -> list[str]:
    """Write the sentences of the paragraph, those on the tuck only where it was measured from the outline."""
    program, looks = summary.program, summary.settings.picture.looks_fps
    seen = "a single picture" if summary.file.kind == "photo" else "one video camera"
    rate = "" if summary.file.kind == "photo" else f", which finds the joints at least {looks:g} times a second"
    said = [
        f"Angles were measured in the plane of the picture of {seen} with formcheck {program.formcheck} "
        f"(MediaPipe {program.mediapipe}, model {program.model.removesuffix('.task')}{rate}).",
        _limbs(limb_errors()),
    ]
    if summary.pelvis.source == "contour":
        said.append(_tilt(tilt_errors()))
    if summary.pelvis.source == "markers":
        said.append(
            "The tuck is the change, from the person's own still neutral, of the line through two stickers on the "
            "pelvis; its standard deviation is told with it."
        )
    if summary.file.kind == "video":
        said.append(
            "A difference is called clear where it exceeds √2 times what 95 % of the errors stay within; of the tuck, "
            "1.96 times the uncertainty of both values."
        )
    return said


def _limbs(errors: LimbErrors) -> str:
    each = ", ".join(
        f"{QUANTITY_NAMES[name].lower()} {errors.errors[name].mean_deg:.1f}° ({errors.errors[name].within_95_deg:.1f}°)"
        for name in BANDED
        if name in errors.errors
    )
    return (
        f"Mean absolute error (95 % of errors within) against the true angles of {errors.clips} rendered clips of "
        f"people, clothes and rooms that nothing was fitted on, camera up to {errors.view_deg:g}° off the side: {each}."
    )


def _tilt(errors: TiltErrors) -> str:
    far, near = errors.other_flesh, errors.new_bodies
    return (
        "The tuck is the change of the pelvis from the person's own still neutral, estimated from the outline of the "
        "low back, hip and belly. On rendered bodies whose flesh moves in a way never trained on its mean absolute "
        f"error is {far.mean_deg:.1f}° (95 % within {far.within_95_deg:.1f}°), with the right direction in "
        f"{percent(far.right_way)} of changes of 5° or more; on other new bodies {near.mean_deg:.1f}° "
        f"({near.within_95_deg:.1f}°). No tuck of a real person has been checked against an instrument: rely on its "
        "direction, not its size."
    )
