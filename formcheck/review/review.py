"""`Review`: what came of one review, for programs: look at it, keep it or not."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from formcheck.report.plots import plots
from formcheck.results.exports.formats import export
from formcheck.results.exports.tabular import data_frame
from formcheck.results.folder import whole_folder
from formcheck.results.stored import StoredReview
from formcheck.results.summary import FaultSummary, HoldSummary, Summary

if TYPE_CHECKING:
    import pandas
    from plotly.graph_objects import Figure


class Review:
    """What came of one review.

    Made by `review_video` and `load_review`. One that `review_video` has made lives in a temporary folder that goes
    with the object; `save` keeps it.

    Attributes
    ----------
    folder
        Where the files are.
    summary
        Everything that was found, as `summary.json` holds it.
    """

    def __init__(self, stored: StoredReview, temporary: TemporaryDirectory[str] | None = None) -> None:
        self._stored = stored
        self._temporary = temporary  # removed with this object
        self.folder: Path = stored.folder
        self.summary: Summary = stored.summary

    def __repr__(self) -> str:
        return f"<Review of {self.summary.file.name}: {self.verdict}>"

    @property
    def verdict(self) -> str:
        """One sentence."""
        return self.summary.verdict

    @property
    def judged(self) -> bool:
        """Whether anything could be judged."""
        return self.summary.judged

    @property
    def holds(self) -> list[HoldSummary]:
        """Every hold."""
        return self.summary.holds

    @property
    def faults(self) -> list[FaultSummary]:
        """Every fault, in the order of time."""
        return self.summary.faults

    @property
    def frames(self) -> pandas.DataFrame:
        """One row a frame: the columns of `angles.csv`; not known is NA. Needs `formcheck[tables]`."""
        return data_frame(self._stored, "angles")

    @property
    def keypoints(self) -> pandas.DataFrame:
        """One row a frame: the columns of `keypoints.csv`, pixels; not known is NaN. Needs `formcheck[tables]`."""
        return data_frame(self._stored, "keypoints")

    def save(self, folder: Path | str, *, force: bool = False) -> Path:
        """Copy the files to a folder of their own, which appears whole or not at all.

        Parameters
        ----------
        folder
            The folder to make.
        force
            Replace the results of an earlier review there.

        Raises
        ------
        OutputError
            It exists already, or cannot be written.
        """
        with whole_folder(Path(folder), force=force) as part:
            shutil.copytree(self.folder, part, dirs_exist_ok=True)
        return Path(folder)

    def export(self, formats: str | Iterable[str], folder: Path | str, *, height_m: float | None = None) -> list[Path]:
        """Write files for other tools: ``parquet``, ``csv``, ``json``, ``mot``, ``trc``, ``kinovea``.

        Parameters
        ----------
        formats
            One or several.
        folder
            Where to, an existing folder.
        height_m
            Height of the person, metres: marker positions are then in metres.
        """
        names = [formats] if isinstance(formats, str) else formats
        return export(self._stored, names, Path(folder), height_m)

    def plot(self) -> Figure | None:
        """Draw the judged angles over time with their bands, as a Plotly figure; None where nothing was measured."""
        return plots(self.summary, self._stored.series())


def load_review(folder: Path | str) -> Review:
    """Read the results of an earlier review: nothing is judged again.

    Parameters
    ----------
    folder
        One folder of results.

    Raises
    ------
    FormcheckError
        It holds none, or another version has written them.
    """
    return Review(StoredReview.open(folder))
