"""The commands about visits: `formcheck compare`, `formcheck progress` and `formcheck archive …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.console import ask_secret, confirm, in_one_sentence, in_words, say, show, text, words
from formcheck.cli.options import ArchiveOption, ForceOption, LanguageOption
from formcheck.messages.message import Message, message

if TYPE_CHECKING:
    from formcheck.archive.store import Archive
    from formcheck.results.home.adherence import WeekOfPlan
    from formcheck.results.posture import KeptPosture
    from formcheck.results.practice import PracticeDone
    from formcheck.results.visit import Visit
    from formcheck.settings import Settings

archive = typer.Typer(help="Keep the numbers of patients' visits, by code, never by name.", no_args_is_help=True)

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
    language: LanguageOption = "",
) -> None:
    """Compare two reviews: what has changed, and whether it means something."""
    from formcheck.results.stored import StoredReview
    from formcheck.results.visit import visit_of
    from formcheck.settings import load_settings

    visits = [visit_of(StoredReview.open(folder)) for folder in (before, after)]
    _show(message("progress.two_reviews"), visits, load_settings(settings), out)


@in_one_sentence
def progress(
    code: CodeArgument,
    out: PageOption = None,
    settings: SettingsOption = None,
    two: Annotated[
        str | None,
        typer.Option(
            "--visits", metavar="A,B", help="Compare two visits, numbered from the earliest on.", show_default=False
        ),
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--sheet",
            metavar="FILE.pdf",
            help="Write what changed over the weeks on one page, for the patient, too.",
            show_default=False,
        ),
    ] = None,
    by_day: Annotated[bool, typer.Option("--by-day", help="Take the films of one day as one visit.")] = False,
    archive: ArchiveOption = None,
    language: LanguageOption = "",
) -> None:
    """Show how a patient comes on: the first visit against the last (or any two), and charts of all."""
    from formcheck.archive.choice import merged_by_day, two_visits
    from formcheck.archive.plans import weeks_at_home
    from formcheck.archive.store import Archive
    from formcheck.report.pdf.changed_sheet import write_sheet
    from formcheck.results.what_changed import what_changed
    from formcheck.settings import load_settings

    with Archive(archive) as opened:
        visits, practices, postures = opened.visits(code), opened.practices(code), opened.postures(code)
        _mention_left_out(opened, code)
        thresholds = load_settings(settings) if settings else opened.settings(code)
        weeks = weeks_at_home(opened, code)
    every = merged_by_day(visits) if by_day else visits
    visits = two_visits(every, two) if two else every
    title = message("progress.of_patient", code=code)
    _show(title, visits, thresholds, out, practices, every, postures, weeks)
    if sheet is not None:
        write_sheet(sheet, title, what_changed(every, practices, postures), words().language)
        show(message("terminal.page", path=str(sheet)))


@archive.command()
@in_one_sentence
def add(
    code: CodeArgument,
    folders: Annotated[list[Path], typer.Argument(help="Results of reviews.", show_default=False)],
    archive: ArchiveOption = None,
    language: LanguageOption = "",
) -> None:
    """Keep the numbers of reviews as visits of a patient."""
    from formcheck.archive.store import Archive, check_code
    from formcheck.results.stored import stored_reviews
    from formcheck.results.summary import stored_message
    from formcheck.results.visit import visit_of

    check_code(code)
    visits = [visit_of(review) for folder in folders for review in stored_reviews(folder)]
    with Archive(archive) as opened:
        for visit in visits:
            opened.add(code, visit)
            typer.echo(
                f"{code}, {words().date(visit.time)}: {in_words(stored_message(visit.verdict, visit.verdict_message))}"
            )


@archive.command("list")
@in_one_sentence
def list_patients(archive: ArchiveOption = None, language: LanguageOption = "") -> None:
    """List the codes there are, with their number of visits and of practice sessions."""
    from formcheck.archive.store import Archive

    with Archive(archive) as opened:
        for code, (visits, practices) in opened.patients().items():
            kept = (_visits(visits), _practices(practices)) if practices else (_visits(visits),)
            show(message("terminal.archive.listed", code=code, kept=kept))


@archive.command()
@in_one_sentence
def goals(
    code: CodeArgument,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE.toml]", help="Settings to keep for the patient.", show_default=False),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Go back to the usual targets.")] = False,
    archive: ArchiveOption = None,
    language: LanguageOption = "",
) -> None:
    """Keep a patient's own targets, or print those that are kept."""
    from formcheck.archive.store import Archive
    from formcheck.settings import load_settings

    with Archive(archive) as opened:
        if file is not None:
            load_settings(file)  # refused by its own name
            opened.set_goals(code, file.read_text(encoding="utf-8"))
            show(message("terminal.archive.goals_set", code=code, name=file.name))
        elif remove:
            opened.set_goals(code, None)
            show(message("terminal.archive.goals_usual", code=code))
        else:
            typer.echo(opened.goals(code) or f"{text('terminal.archive.goals_none', code=code)}\n", nl=False)


@archive.command()
@in_one_sentence
def practice(
    code: CodeArgument,
    history: Annotated[
        Path | None,
        typer.Option(
            "--history",
            metavar="FILE",
            help="The practice history, or what the patient's page exports.  [default: that of this computer]",
            show_default=False,
        ),
    ] = None,
    consent: Annotated[bool, typer.Option("--consent", help="The patient has agreed; do not ask.")] = False,
    archive: ArchiveOption = None,
    language: LanguageOption = "",
) -> None:
    """Keep a patient's practice sessions, with their consent."""
    from datetime import UTC, datetime

    from formcheck.archive.plans import postures_taken
    from formcheck.archive.practice_history import history_file, postures_in, practices_and_damaged
    from formcheck.archive.store import Archive
    from formcheck.report.practices import in_messages, practice_summary

    read, damaged = practices_and_damaged(history or history_file())
    practices, checks = sorted(read, key=lambda done: done.started_at), postures_in(history or history_file())
    facts = practice_summary(practices)
    if facts is None and damaged and not checks:
        say(message("terminal.archive.only_damaged", number=damaged))
        return
    if damaged:
        say(message("terminal.archive.left_out", code=code, number=damaged))
    if facts is None and not checks:
        say(message("terminal.archive.no_practice"))
        return
    for sentence in in_messages(facts, words()):
        show(sentence)
    if not consent:
        confirm(message("terminal.archive.consent", code=code))
    with Archive(archive) as opened:
        new = opened.add_practices(code, practices, datetime.now(UTC))
        stood = opened.add_postures(code, checks)
    show(message("terminal.archive.added", code=code, practices=_practices(new)))
    if stood:
        show(postures_taken(code, stood))


@archive.command("add-practice")
@in_one_sentence
def add_practice(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="What the patient gave back: its file, or a picture of its code.", show_default=False
        ),
    ],
    archive: ArchiveOption = None,
    language: LanguageOption = "",
) -> None:
    """Keep the practice that a patient gave back from a plan; what is there already is not added twice."""
    from formcheck.archive.plans import take_in
    from formcheck.archive.store import Archive
    from formcheck.results.home.done import read_practice_file
    from formcheck.results.home.qr import carried_by_file

    given = read_practice_file(carried_by_file(file, "plan.returned.no_code"))
    with Archive(archive) as opened:
        for sentence in take_in(opened, given):
            show(sentence)


@archive.command()
@in_one_sentence
def export(
    code: CodeArgument,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.json", help="A file.", show_default=False)] = None,
    archive: ArchiveOption = None,
    language: LanguageOption = "",
) -> None:
    """Write everything that is kept of one patient as JSON."""
    from formcheck.archive.store import Archive
    from formcheck.system.outputs import write_text

    with Archive(archive) as opened:
        text = opened.export(code)
        _mention_left_out(opened, code)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_text(out, text)


@archive.command()
@in_one_sentence
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to write.", show_default=False)],
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help="Encrypt the copy; asks for a passphrase, or takes FORMCHECK_PASSPHRASE.")
    ] = False,
    force: ForceOption = False,
    archive: ArchiveOption = None,
    language: LanguageOption = "",
) -> None:
    """Copy the archive into one file, also while it is in use."""
    from formcheck.archive.backup import back_up
    from formcheck.archive.encryption import check_passphrase

    passphrase = check_passphrase(ask_secret(message("terminal.archive.passphrase"), twice=True)) if encrypt else None
    patients = back_up(archive, file, force=force, passphrase=passphrase)
    done = "terminal.archive.encrypted" if encrypt else "terminal.archive.backed_up"
    show(message(done, path=str(file), patients=patients))


@archive.command()
@in_one_sentence
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    archive: ArchiveOption = None,
    language: LanguageOption = "",
) -> None:
    """Put a backup in the place of the archive."""
    from formcheck.archive.backup import restore as put_back
    from formcheck.archive.encryption import is_encrypted
    from formcheck.archive.store import default_archive

    path = archive or default_archive()
    if path.exists() and not yes:
        confirm(message("terminal.archive.restore", path=str(path)))
    passphrase = ask_secret(message("terminal.archive.passphrase")) if is_encrypted(file) else ""
    patients = put_back(file, archive, passphrase)
    show(message("terminal.archive.restored", path=str(path), patients=patients))


@archive.command("log")
@in_one_sentence
def audit_trail(
    code: Annotated[str | None, typer.Argument(help="Of one patient alone.", show_default=False)] = None,
    archive: ArchiveOption = None,
    language: LanguageOption = "",
) -> None:
    """Show what was kept and removed, when, and by which account of the computer."""
    from formcheck.archive.store import Archive

    with Archive(archive) as opened:
        for entry in opened.audit(code):
            what = text(f"terminal.archive.did.{entry.what}")
            typer.echo("  ".join(part for part in (entry.time, entry.account, entry.code, what) if part))


@archive.command()
@in_one_sentence
def erase(
    code: CodeArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    archive: ArchiveOption = None,
    language: LanguageOption = "",
) -> None:
    """Erase one patient from the archive, for good."""
    from formcheck.archive.store import Archive

    with Archive(archive) as opened:
        visits, practices = opened.counts(code)
        if not yes:
            kept = {"visits": _visits(visits), "practices": _practices(practices)}
            confirm(Message("terminal.archive.erase", {"code": code, **kept}))
        opened.erase(code)
    show(message("terminal.archive.erased", code=code))


def _mention_left_out(opened: Archive, code: str) -> None:
    if opened.left_out:
        say(message("terminal.archive.left_out", code=code, number=opened.left_out))


def _visits(number: int) -> Message:
    return message("terminal.archive.visit" if number == 1 else "terminal.archive.visits", number=number)


def _practices(number: int) -> Message:
    return message("terminal.archive.practice" if number == 1 else "terminal.archive.practices", number=number)


def _show(
    title: Message,
    visits: list[Visit],
    thresholds: Settings,
    out: Path | None,
    practices: list[PracticeDone] | None = None,
    every: list[Visit] | None = None,
    postures: list[KeptPosture] | None = None,
    weeks: list[WeekOfPlan] | None = None,
) -> None:
    """Print two visits compared, and write the page; how much the person varies is taken from every visit."""
    from rich.console import Console

    from formcheck.report.adherence import adherence_sentence, terminal_weeks
    from formcheck.report.practices import in_messages, practice_summary
    from formcheck.report.progress import side_changes, terminal_table, write_page
    from formcheck.results.what_changed import in_short, what_changed

    compared = side_changes(visits, thresholds, every or ())
    console = Console()
    for side in compared:
        console.print(terminal_table(side, thresholds, words()))
    if not compared:
        say(message("progress.nothing"))
    at_home = adherence_sentence(weeks or [])
    if at_home is not None:
        console.print(terminal_weeks(weeks or [], words()))
        show(at_home)
    for sentence in in_messages(practice_summary(practices or []), words()):
        show(sentence)
    if practices or postures:
        for sentence in in_short(what_changed(every or visits, practices or [], postures or [])):
            show(sentence)
    if out is not None:
        write_page(out, title, visits, thresholds, practices or [], words().language, postures or [], weeks or [])
        show(message("terminal.page", path=str(out)))
