"""Whether a constant for each quantity would bring the check's values nearer to the truth: fitted, tested, judged.

The points of the pose network lie elsewhere than an anatomist's, so the values are off in the same way from person to
person. A constant is fitted on drawn people and tried on others, and on photographs of real people. It is taken only if
it helps both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.messages.message import Message
from formcheck.posture.standing import QUANTITIES, angles_deg, read_standing
from lab.posture_poses import Labelled

Errors = Mapping[str, NDArray[np.float64]]
"""Of each quantity the errors, degrees."""


def drawn_errors(people: Sequence[Sequence[Labelled]]) -> Errors:
    """Return for each drawn person the mean error of all their tries."""
    found: dict[str, list[float]] = {q: [] for q in QUANTITIES}
    for stills in people:
        readings = [(read_standing(pose), truth) for pose, truth in stills]
        if any(isinstance(reading, Message) for reading, _ in readings):
            continue
        for q in QUANTITIES:
            errors = [r.angles_deg[q] - truth["angles"][q] for r, truth in readings if not isinstance(r, Message)]
            found[q].append(float(np.mean(errors)))
    return {q: np.array(errors) for q, errors in found.items()}


def photo_errors(photographs: Sequence[Labelled], widest_deg: float) -> Errors:
    """Return the errors of the labelled photographs taken from within a view that are measured."""
    found: dict[str, list[float]] = {q: [] for q in QUANTITIES}
    for pose, label in photographs:
        reading = read_standing(pose)
        if isinstance(reading, Message) or label["view_off_side_deg"] > widest_deg:
            continue
        raw = angles_deg(reading.points_px, reading.facing, 0.0)
        for q in QUANTITIES:
            if label[q] is not None:
                found[q].append(raw[q] - label[q])
    return {q: np.array(errors) for q, errors in found.items()}


def constants_table(fit: Errors, test: Errors, real: Errors) -> str:
    """Write what a constant would do, in mean errors before and after."""
    rows = [
        "| quantity | constant, from other drawn people | drawn test people | real photographs | taken |",
        "|---|---|---|---|---|",
    ]
    for q in QUANTITIES:
        constant = float(fit[q].mean())
        (drawn, drawn_after), (photo, photo_after) = (
            (float(np.abs(e[q]).mean()), float(np.abs(e[q] - constant).mean())) for e in (test, real)
        )
        helps = drawn_after < drawn and photo_after <= photo
        rows.append(
            f"| `{q}` | {-constant:+.1f} | {drawn:.1f} → {drawn_after:.1f} | {photo:.1f} → {photo_after:.1f} "
            f"| {'yes' if helps else 'no'} |"
        )
    return "\n".join(rows)
