"""`formcheck export`: what is done with the results of reviews."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.options import HeightOption
from formcheck.console import in_one_sentence


@in_one_sentence
def export(
    folder: Annotated[Path, typer.Argument(help="Results of a review, or a folder of several.", show_default=False)],
    to: Annotated[list[str], typer.Option("--to", metavar="FORMAT", help="parquet, csv, json, mot, trc or kinovea.")],
    height: HeightOption = None,
) -> None:
    """Write the results of a review for other people's tools, beside them."""
    from formcheck.review.export.formats import check_formats, export
    from formcheck.review.overview import write_summary_parquet
    from formcheck.review.stored import stored_reviews

    reviews = stored_reviews(folder)
    for stored in reviews:
        for path in export(stored, to, stored.folder, height):
            typer.echo(path)
    if "parquet" in check_formats(to) and reviews[0].folder != folder:
        typer.echo(write_summary_parquet(folder))
