"""The command `formcheck posture`: how somebody stands, and what changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.core import TyperCommand

from formcheck.cli.console import in_one_sentence, show, tell, text, words
from formcheck.cli.options import ArchiveOption, FacingOption, ForceOption, LanguageOption, ModelOption, PatientOption
from formcheck.system.failures import EXIT_NOT_JUDGED

if TYPE_CHECKING:
    from formcheck.review.posture import PostureCheck
    from formcheck.settings import MarkerColour

SEVERAL = frozenset({"--before", "--after"})
"""Options that take every file up to the next option."""


class SeveralFiles(TyperCommand):
    """Lets several files follow ``--before`` and ``--after``, as a shell writes them for ``--before b*.jpg``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give each file the option that stands before it, up to the next option."""
        return super().parse_args(ctx, spread(args))


def spread(args: list[str]) -> list[str]:
    """Repeat ``--before`` and ``--after`` for each of the files that follow them.

    >>> spread(["--before", "a.jpg", "b.jpg", "--out", "results"])
    ['--before', 'a.jpg', '--before', 'b.jpg', '--out', 'results']
    """
    written: list[str] = []
    of, taken = "", False
    for arg in args:
        if arg.startswith("-"):
            of, taken = (arg if arg in SEVERAL else ""), False
        elif of and taken:
            written.append(of)
        else:
            taken = True
        written.append(arg)
    return written


@in_one_sentence
def posture(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="Photos of one occasion, or a film of it.", show_default=False),
    ] = None,
    before: Annotated[list[Path], typer.Option("--before", metavar="FILE...", help="Photos or a film of before.")] = [],  # noqa: B006  # typer never changes it
    after: Annotated[list[Path], typer.Option("--after", metavar="FILE...", help="Photos or a film of after.")] = [],  # noqa: B006
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for the results.", show_default=False)
    ] = None,
    model: ModelOption = "full",
    facing: FacingOption = None,
    markers: Annotated[
        str | None,
        typer.Option(
            "--markers",
            metavar="COLOUR",
            help="Stickers on ASIS and PSIS, or on C7 and tragus: auto, red, orange, yellow, green, turquoise, blue, "
            "purple, pink.",
            show_default=False,
        ),
    ] = None,
    blur_face: Annotated[bool, typer.Option("--blur-face", help="Blur the face in every picture.")] = False,
    skeleton_only: Annotated[bool, typer.Option("--skeleton-only", help="Show no picture, only the drawing.")] = False,
    patient: PatientOption = None,
    archive: ArchiveOption = None,
    force: ForceOption = False,
    language: LanguageOption = "",
) -> None:
    """Measure how somebody stands, seen from the side, and what changed.

    Three photos of one occasion, or a film with still parts; before and after are compared.

    Exit code: 0 measured, 2 bad input, 3 nobody could be measured standing.
    """
    from formcheck.archive.store import check_code, keep_posture
    from formcheck.cli.corrections import read_side
    from formcheck.posture.occasion import PostureRefusedError
    from formcheck.report.posture_page import FILES
    from formcheck.results.folder import refuse_existing
    from formcheck.results.posture import kept_posture
    from formcheck.review.posture import measure_posture

    code = check_code(patient) if patient else ""
    if out is not None:
        refuse_existing(out, force, FILES)
    try:
        check = measure_posture(
            files or (),
            before=before,
            after=after,
            model=model,
            facing=read_side(facing, "--facing"),
            markers=cast("MarkerColour", markers or "none"),
            pictures="none" if skeleton_only else "face blurred" if blur_face else "as filmed",
            patient=code,
            language=language,
        )
    except PostureRefusedError as error:
        tell(error)
        raise typer.Exit(EXIT_NOT_JUDGED) from None
    _show(check)
    if out is not None:
        check.save(out, force=force)
        show(f"  {text('terminal.results', folder=str(out), page='posture.html')}")
    if code:
        keep_posture(code, archive, kept_posture(check.summary))


def _show(check: PostureCheck) -> None:
    """Print what was found, one line a quantity."""
    from formcheck.report.posture_page import rows_of

    summary = check.summary
    if summary.sentence_message is not None:
        show(summary.sentence_message)
    for row in rows_of(summary, words()):
        values = "".join(f"{value:>20}" for value in row.values)
        changed = f"{row.change:>10}  {text('posture.counts_from')} {row.least}" if row.change else ""
        typer.echo(f"  {row.name:<12}{values}{changed}")
    for note in summary.note_messages:
        show(note)
