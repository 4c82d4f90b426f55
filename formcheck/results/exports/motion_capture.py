"""`markers.c3d`: the body points for the programs of motion laboratories."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.results.exports.joints import OBSERVED_MEANS
from formcheck.results.exports.opensim import marker_positions, metres_per_px
from formcheck.results.stored import StoredReview
from formcheck.system.extras import library
from formcheck.system.outputs import whole_file

_USUAL_RATE = 30.0
_MM = 1000.0
_GROUP = 20
"""Number of the group of parameters that is formcheck's own; the format's own groups have the first few."""


def write_c3d(stored: StoredReview, folder: Path, height_m: float | None = None) -> list[Path]:
    """Write `markers.c3d` in millimetres, with the axes of `markers.trc`; a point that was not known has residual -1.

    The parameter ``FORMCHECK:JOINTS`` says which joints they are.

    Raises
    ------
    FormcheckError
        The person's height is not known (the format has no pixels), or the library that writes it is not installed.
    """
    if height_m is None:
        raise FormcheckError(message("error.results.needs_height", name="c3d"))
    c3d = library("c3d", "c3d")
    positions, names = marker_positions(stored, metres_per_px(stored, height_m))
    writer = c3d.Writer(point_rate=stored.summary.file.frame_rate or _USUAL_RATE, point_units="mm ")
    writer.set_point_labels([name.upper() for name in names])
    says = writer.add_group(_GROUP, "FORMCHECK", "")
    says.add_str("JOINTS", "", OBSERVED_MEANS, len(OBSERVED_MEANS))
    none = np.empty((0, 0))
    for frame in positions:
        known = np.isfinite(frame[:, :1])
        cells = np.where(known, _MM * frame, 0.0)
        residual = np.where(known, 0.0, -1.0)
        writer.add_frames([(np.hstack([cells, residual, np.zeros_like(residual)]).astype(np.float32), none)])
    path = folder / "markers.c3d"
    with whole_file(path) as part, part.open("wb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it misses the forces that no camera measures
        writer.write(file)
    return [path]
