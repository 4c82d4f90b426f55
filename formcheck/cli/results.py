"""`formcheck rejudge` and `formcheck export`: what is done with the results of reviews."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.console import end_in_order, in_one_sentence, progress_bar, show, text
from formcheck.cli.options import (
    BaselineOption,
    EndOption,
    FacingOption,
    ForceOption,
    HeightOption,
    HoldOption,
    LanguageOption,
    NoPdfOption,
    RangeOption,
    RearSideOption,
    StartOption,
)
from formcheck.messages.message import message
from formcheck.messages.readable import readable
from formcheck.system.failures import EXIT_NOT_JUDGED
from formcheck.system.outputs import output_error


@in_one_sentence
def rejudge(
    folder: Annotated[Path, typer.Argument(help="Results of a review.", show_default=False)],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for the results, one of the same name in it.")
    ],
    rear_side: RearSideOption = None,
    facing: FacingOption = None,
    baseline: BaselineOption = [],  # noqa: B006
    hold: HoldOption = [],  # noqa: B006
    own_range: RangeOption = [],  # noqa: B006
    start: StartOption = None,
    end: EndOption = None,
    recording: Annotated[
        Path | None,
        typer.Option(
            "--recording",
            metavar="FILE",
            help="The video itself, to be shown again; without it there is only the drawing.",
            show_default=False,
        ),
    ] = None,
    no_video: Annotated[bool, typer.Option("--no-video", help="Write no annotated video.")] = False,
    no_pdf: NoPdfOption = False,
    note: Annotated[
        str | None,
        typer.Option("--note", metavar="TEXT", help="A note to show, in place of the earlier one.", show_default=False),
    ] = None,
    force: ForceOption = False,
    language: LanguageOption = "",
) -> None:
    """Judge a reviewed video again with corrections, from its stored keypoints.

    The network is not asked again. Give all that is to be corrected: what was corrected before does not count any more.

    Exit code: 0 judged, 2 bad input, 3 nothing could be judged.
    """
    end_in_order()
    from formcheck.cli.corrections import corrections_of
    from formcheck.results.stored import StoredReview
    from formcheck.review.rejudge_folder import rejudge_folder

    given = corrections_of(rear_side, facing, baseline, hold, start, end, ranges=own_range)
    stored = StoredReview.open(folder)
    name = folder.resolve().name
    with progress_bar(name) as progress:
        judged = rejudge_folder(
            stored,
            out / name,
            given,
            note=note,
            recording=recording,
            video=not no_video,
            pdf=not no_pdf,
            force=force,
            progress=progress,
            language=language,
        )
    show(message("terminal.judged", name=name, verdict=judged.verdict_message or judged.verdict))
    show(f"  {text('terminal.results', folder=str(judged.folder), page='report.html')}")
    if not judged.judged:
        raise typer.Exit(EXIT_NOT_JUDGED)


@in_one_sentence
def export(
    folder: Annotated[Path, typer.Argument(help="Results of a review, or a folder of several.", show_default=False)],
    to: Annotated[
        list[str],
        typer.Option("--to", metavar="FORMAT", help="parquet, csv, json, mot, trc, c3d, kinovea, fhir or note."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Folder for the files, in one of the same name.  [default: beside the results]"
        ),
    ] = None,
    height: HeightOption = None,
    language: LanguageOption = "",
) -> None:
    """Write the results of a review for other people's tools, beside them or elsewhere."""
    from formcheck.report.overview import write_summary_parquet
    from formcheck.results.exports.formats import check_formats, export
    from formcheck.results.stored import stored_reviews

    reviews = stored_reviews(folder)
    for stored in reviews:
        for path in export(stored, to, stored.folder if out is None else _folder_in(out, stored.folder), height):
            typer.echo(readable(str(path)))
    if "parquet" in check_formats(to, height) and reviews[0].folder != folder:
        typer.echo(write_summary_parquet(folder, out))


def _folder_in(out: Path, results: Path) -> Path:
    """Make the folder for the exports of results that may not lie beside them."""
    place = out / results.resolve().name
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(place, error) from error
    return place
