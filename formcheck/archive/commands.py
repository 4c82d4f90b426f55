"""The commands about visits: `formcheck compare`, `formcheck progress` and `formcheck archive …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.console import in_one_sentence, say

archive = typer.Typer(help="Keep the numbers of patients' visits, by code, never by name.", no_args_is_help=True)

ArchiveOption = Annotated[
    Path | None, typer.Option("--archive", metavar="FILE", help="Another archive than your own.", show_default=False)
]
CodeArgument = Annotated[str, typer.Argument(help="The patient's code, such as P017.", show_default=False)]
PageOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE.html", help="Write a page with charts.", show_default=False)
]
SettingsOption = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE.toml", help="The patient's own targets.", show_default=False),
]


@in_one_sentence
def compare(
    before: Annotated[Path, typer.Argument(help="Results of the first review.", show_default=False)],
    after: Annotated[Path, typer.Argument(help="Results of the second.", show_default=False)],
    out: PageOption = None,
    settings: SettingsOption = None,
) -> None:
    """Compare two reviews: what has changed, and whether it means something."""
    from formcheck.archive.measures import visit_of
    from formcheck.review.stored import StoredReview

    _show("Two reviews compared", [visit_of(StoredReview.open(folder)) for folder in (before, after)], settings, out)


@in_one_sentence
def progress(
    code: CodeArgument, out: PageOption = None, settings: SettingsOption = None, archive: ArchiveOption = None
) -> None:
    """Show how a patient comes on: the first visit against the last, and charts of all."""
    from formcheck.archive.store import Archive

    with Archive(archive) as opened:
        _show(f"Progress of {code}", opened.visits(code), settings, out)


@archive.command()
@in_one_sentence
def add(
    code: CodeArgument,
    folders: Annotated[list[Path], typer.Argument(help="Results of reviews.", show_default=False)],
    archive: ArchiveOption = None,
) -> None:
    """Keep the numbers of reviews as visits of a patient."""
    from formcheck.archive.measures import visit_of
    from formcheck.archive.store import Archive, check_code
    from formcheck.review.stored import stored_reviews

    check_code(code)
    visits = [visit_of(review) for folder in folders for review in stored_reviews(folder)]
    with Archive(archive) as opened:
        for visit in visits:
            opened.add(code, visit)
            typer.echo(f"{code}, {visit.time:%Y-%m-%d}: {visit.verdict}")


@archive.command("list")
@in_one_sentence
def list_patients(archive: ArchiveOption = None) -> None:
    """List the codes there are, with their number of visits."""
    from formcheck.archive.store import Archive

    with Archive(archive) as opened:
        for code, visits in opened.patients().items():
            typer.echo(f"{code}  {visits} {'visit' if visits == 1 else 'visits'}")


@archive.command()
@in_one_sentence
def export(
    code: CodeArgument,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.json", help="A file.", show_default=False)] = None,
    archive: ArchiveOption = None,
) -> None:
    """Write everything that is kept of one patient as JSON."""
    from formcheck.archive.store import Archive
    from formcheck.outputs import write_text

    with Archive(archive) as opened:
        text = opened.export(code)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_text(out, text)


@archive.command()
@in_one_sentence
def erase(
    code: CodeArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    archive: ArchiveOption = None,
) -> None:
    """Erase one patient from the archive, for good."""
    from formcheck.archive.store import Archive

    with Archive(archive) as opened:
        visits = len(opened.visits(code))
        if not yes:
            typer.confirm(f"Erase {code} with {visits} visits for good?", abort=True)
        opened.erase(code)
    typer.echo(f"{code} is erased. Folders of results and pages made of it are yours to delete.")


def _show(title: str, visits: list, settings: Path | None, out: Path | None) -> None:
    from rich.console import Console

    from formcheck.archive.page import side_changes, terminal_table, write_page
    from formcheck.settings import load_settings

    thresholds = load_settings(settings)
    compared = side_changes(visits, thresholds)
    console = Console()
    for side in compared:
        console.print(terminal_table(side, thresholds))
    if not compared:
        say("No side was seen at two visits, so there is nothing to compare.")
    if out is not None:
        write_page(out, title, visits, thresholds)
        typer.echo(f"page: {out}")
