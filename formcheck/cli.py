"""The commands of formcheck, and nothing else.

Whatever is heavy to import is imported inside the command that needs it, so that `formcheck --help` comes at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from formcheck.archive import commands as visits
from formcheck.console import (
    EXIT_BAD_INPUT,
    EXIT_NOT_JUDGED,
    in_one_sentence,
    live_table,
    progress_bar,
    say,
    tell,
    worst,
)
from formcheck.validation.commands import validate

if TYPE_CHECKING:
    from formcheck.pose.body import Frame
    from formcheck.settings import Settings

app = typer.Typer(
    name="formcheck",
    help="Watches the half-kneeling hip-flexor stretch, measures it, and says in time what to mend. "
    "Exercise coaching, not a medical device: stop when anything hurts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ModelOption = Annotated[
    str, typer.Option("--model", help="Pose model: lite, full, heavy, or the path of a .task file.")
]
SettingsOption = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE.toml", help="A patient's own targets.", show_default=False),
]
MarkersOption = Annotated[
    str | None,
    typer.Option(
        "--markers",
        metavar="COLOUR",
        help="Stickers on the pelvis, or a belt of the colour named: auto, none, red, orange, yellow, green, "
        "turquoise, blue, purple, pink.  [default: auto]",
        show_default=False,
    ),
]
ExportOption = Annotated[
    list[str],
    typer.Option("--export", metavar="FORMAT", help="Write parquet, csv, json, mot, trc or kinovea, too."),
]
HeightOption = Annotated[
    float | None,
    typer.Option("--height", metavar="M", help="The person's height in metres, for --export trc.", show_default=False),
]
PatientOption = Annotated[
    str | None,
    typer.Option(
        "--patient",
        metavar="CODE",
        help="The patient's code, such as P017: shown in the report; their goals are used, the result kept as a visit.",
        show_default=False,
    ),
]
RearSideOption = Annotated[
    str | None,
    typer.Option("--rear-side", metavar="left|right", help="Which knee is down.", show_default=False),
]
FacingOption = Annotated[
    str | None,
    typer.Option(
        "--facing", metavar="left|right", help="Which way the person faces in the picture.", show_default=False
    ),
]
PersonOption = Annotated[
    int | None,
    typer.Option(
        "--person",
        metavar="N",
        min=1,
        max=4,
        help="Whom to judge of several people: the N-th from the left, where they are first seen together.",
        show_default=False,
    ),
]
BaselineOption = Annotated[
    list[str],
    typer.Option(
        "--baseline", metavar="FROM-TO", help="When the neutral is: 2.0-4.0, seconds; repeat it for each kneel."
    ),
]
HoldOption = Annotated[
    list[str],
    typer.Option("--hold", metavar="FROM-TO", help="When a hold is: 5-35, seconds; repeat it for each. No others."),
]
StartOption = Annotated[
    float | None,
    typer.Option("--start", metavar="S", help="Look at nothing before, seconds.", min=0, show_default=False),
]
EndOption = Annotated[
    float | None,
    typer.Option("--end", metavar="S", help="Look at nothing after, seconds.", min=0, show_default=False),
]
NoteOption = Annotated[str, typer.Option("--note", metavar="TEXT", help="A note to show in the report.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace results that are there already.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"formcheck {version('formcheck')}")
        raise typer.Exit


@app.callback()
def formcheck(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Hold the options that come before a command."""


@app.command()
@in_one_sentence
def review(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Videos, photos, or folders of them.", show_default=False)
    ],
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Folder for the results, one folder a file in it.")],
    model: ModelOption = "full",
    settings: SettingsOption = None,
    markers: MarkersOption = None,
    no_video: Annotated[bool, typer.Option("--no-video", help="Write no annotated video.")] = False,
    blur_face: Annotated[bool, typer.Option("--blur-face", help="Blur the face in every picture.")] = False,
    skeleton_only: Annotated[bool, typer.Option("--skeleton-only", help="Show no picture, only the drawing.")] = False,
    patient: PatientOption = None,
    archive: visits.ArchiveOption = None,
    rear_side: RearSideOption = None,
    facing: FacingOption = None,
    person: PersonOption = None,
    baseline: BaselineOption = [],  # noqa: B006
    hold: HoldOption = [],  # noqa: B006
    start: StartOption = None,
    end: EndOption = None,
    note: NoteOption = "",
    export: ExportOption = [],  # noqa: B006  # typer never changes it
    height: HeightOption = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", min=1, metavar="N", help="Many at once, on N processes.  [default: the cores]", show_default=False
        ),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask", metavar="ADDRESS", help="Many at once, on the workers of a Dask scheduler.", show_default=False
        ),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Judge recorded videos and photos.

    Of a folder, every video in it, at any depth; what is judged already in the same way is passed over.

    Exit code: 0 judged, 2 bad input, 3 nothing could be judged.
    """
    from formcheck.archive.keeping import goals_of, keep_visit
    from formcheck.lunge.corrections import corrections_of
    from formcheck.review.export.formats import check_formats
    from formcheck.review.patient import check_code
    from formcheck.review.places import is_url, place
    from formcheck.settings import load_settings, with_marker_colour

    given = goals_of(patient, archive) if patient and settings is None else load_settings(settings)
    thresholds = with_marker_colour(given, markers)
    keep = partial(keep_visit, check_code(patient), archive) if patient else _keep_nothing
    how: dict[str, Any] = {
        "corrections": corrections_of(rear_side, facing, baseline, hold, start, end, person),
        "note": note,
        "pictures": "none" if skeleton_only else "face blurred" if blur_face else "as filmed",
        "patient": check_code(patient) if patient else "",
        "exports": check_formats(export, height),
        "height_m": height,
        "video": not no_video,
        "force": force,
    }
    places, results = [place(file) for file in files], place(out)
    elsewhere = any(is_url(text) for text in (*files, out))
    if jobs is not None or dask or elsewhere or any(file.is_dir() for file in places):
        raise typer.Exit(_review_many(places, results, jobs, dask, keep, thresholds, model, **how))
    raise typer.Exit(_review(places, results, keep, thresholds, model, **how))


@app.command()
@in_one_sentence
def live(
    camera: Annotated[str, typer.Option("--camera", metavar="N|URL", help="Number of the webcam, or a stream.")] = "0",
    source: Annotated[
        Path | None, typer.Option("--source", metavar="FILE", help="A video in place of a camera.", show_default=False)
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="No window: print each cue with its time.")] = False,
    model: ModelOption = "full",
    settings: SettingsOption = None,
    markers: MarkersOption = None,
    no_sound: Annotated[bool, typer.Option("--no-sound", help="No sound when a cue comes.")] = False,
) -> None:
    """Watch you through the webcam and say what to mend.

    Keys in the window: q or Esc quits, r restarts, s swaps the side.
    """
    from formcheck.coaching.wording import NOT_A_DEVICE, STOP_RULES
    from formcheck.pose.weights import find_model
    from formcheck.practice.chime import Chime
    from formcheck.practice.live import Terminal, file_as_camera, practise_until_quit
    from formcheck.practice.window import Window
    from formcheck.settings import load_settings, with_marker_colour
    from formcheck.video.camera import Camera
    from formcheck.video.reader import open_source

    thresholds = with_marker_colour(load_settings(settings), markers)
    find_model(model)
    with ExitStack() as opened:
        start: Callable[[], AbstractContextManager[Iterable[Frame]]]
        if source:
            start = partial(file_as_camera, open_source(source))
        else:
            webcam = opened.enter_context(Camera(camera))
            start = lambda: nullcontext(webcam)  # noqa: E731
        view = Terminal(typer.echo) if headless else opened.enter_context(Window(thresholds))
        say("\n".join((NOT_A_DEVICE, *STOP_RULES)))
        with suppress(KeyboardInterrupt):  # the way to end without a window
            ring = Chime(muted=no_sound).ring
            practise_until_quit(start, thresholds, model, view, ring, calibrate=source is None)


@app.command()
@in_one_sentence
def practice(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of the page; 0 takes a free one.")] = 0,
    host: Annotated[str, typer.Option("--host", help="Name of this computer, for other devices; needs TLS.")] = (
        "127.0.0.1"
    ),
    tls_cert: Annotated[
        Path | None, typer.Option("--tls-cert", metavar="FILE", help="Certificate for --host.", show_default=False)
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option("--tls-key", metavar="FILE", help="Its private key.", show_default=False)
    ] = None,
    review: Annotated[bool, typer.Option("--review", help="Open the clinician's page, for recorded videos.")] = False,
    keep_in: Annotated[
        Path | None,
        typer.Option(
            "--keep-in",
            metavar="DIR",
            help="Folder for the reviews saved there.  [default: formcheck among your documents]",
            show_default=False,
        ),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address of the page.")] = False,
    model: ModelOption = "full",
    settings: SettingsOption = None,
    markers: MarkersOption = None,
) -> None:
    """Open the page that leads you through the stretch by voice and sound. Ctrl-C ends it."""
    from formcheck.pose.weights import find_model
    from formcheck.practice.serve import REVIEW, Door, serve
    from formcheck.settings import load_settings, with_marker_colour

    thresholds = with_marker_colour(load_settings(settings), markers)
    find_model(model)
    door = Door(host, port, tls_cert, tls_key)
    if door.far:
        say(f"Everyone who knows the address can reach this page on {host}: give it only to those who are to practise.")
    with suppress(KeyboardInterrupt):  # the way to end
        page = REVIEW if review else ""
        serve(thresholds, model, door, typer.echo, open_browser=not no_browser, page=page, keep_in=keep_in)


@app.command()
@in_one_sentence
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.")] = Path("formcheck-demo"),
) -> None:
    """Review the sample clip that comes with formcheck, replacing the results of an earlier demo."""
    from formcheck.bundled import demo_sample
    from formcheck.settings import Settings

    raise typer.Exit(_review([demo_sample()], out, _keep_nothing, Settings(), "full", force=True))


def _keep_nothing(_folder: Path) -> None:
    """Put no visit into the archive."""


def _review(
    files: list[Path], out: Path, keep: Callable[[Path], object], settings: Settings, model: str, **how: Any
) -> int:
    """Review file after file, telling of each; one that fails does not stop the rest. Return the worst exit code."""
    from formcheck.pose.weights import find_model
    from formcheck.review.folder import folder_names
    from formcheck.review.review import Options, review_file

    options = Options(settings, model, **how)
    find_model(model)
    codes = set()
    for file, name in zip(files, folder_names(files), strict=True):
        try:
            with progress_bar(file.name) as progress:
                reviewed = review_file(file, out / name, options, progress)
        except Exception as error:
            codes.add(tell(error))
            continue
        typer.echo(f"{file.name}: {reviewed.verdict}")
        typer.echo(f"  results: {reviewed.folder} (start with report.html)")
        if reviewed.judged:
            keep(reviewed.folder)
        else:
            codes.add(EXIT_NOT_JUDGED)
    return worst(codes)


def _review_many(
    files: list[Path],
    out: Path,
    jobs: int | None,
    dask: str | None,
    keep: Callable[[Path], object],
    settings: Settings,
    model: str,
    **how: Any,
) -> int:
    """Review many files at once, telling of each, and write an overview. Return the worst exit code."""
    from formcheck.review.many import find_files, review_many
    from formcheck.review.overview import write_overview
    from formcheck.review.review import Options
    from formcheck.review.workers import Going

    options = Options(settings, model, **how)
    work = find_files(files, out)
    if dask:
        from formcheck.review.cluster import review_on_cluster

        all_news = review_on_cluster(work, options, dask)
    else:
        all_news = review_many(work, options, jobs or os.cpu_count() or 1)
    outcomes = []
    with live_table(len(work)) as table:
        for news in all_news:
            if isinstance(news, Going):
                table.going(str(news.job.file), news.done, news.total)
                continue
            outcomes.append(news)
            if news.code == 0:
                keep(news.job.folder)
            table.ended(str(news.job.file))
            if news.code in (0, EXIT_NOT_JUDGED):
                typer.echo(f"{news.job.file}: {'judged already: ' if news.skipped else ''}{news.words}")
            else:
                say(news.words)
    failures = [(o.job.file, o.words) for o in outcomes if o.code not in (0, EXIT_NOT_JUDGED)]
    if len(failures) < len(outcomes):
        typer.echo(f"overview: {write_overview(out, failures, parquet='parquet' in options.exports)}")
    return worst({o.code for o in outcomes})


@app.command("export")
@in_one_sentence
def export_command(
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


@app.command("settings")
@in_one_sentence
def settings_command(settings: SettingsOption = None) -> None:
    """Print all settings as TOML, with their units and meaning."""
    from formcheck.settings import load_settings, settings_toml

    typer.echo(settings_toml(load_settings(settings)), nl=False)


@app.command()
@in_one_sentence
def doctor() -> None:
    """Tell what is here, what is missing, and how to mend it."""
    from formcheck.doctor import State, examine

    findings = examine()
    typer.echo(f"formcheck {version('formcheck')}")
    for finding in findings:
        typer.echo(f"{finding.state.upper():<6}{finding.name:<22}{finding.found}")
        if finding.mend:
            typer.echo(f"{'':<28}to mend: {finding.mend}")
    if any(finding.state is State.WRONG for finding in findings):
        raise typer.Exit(EXIT_BAD_INPUT)


app.command()(validate)
app.command()(visits.compare)
app.command()(visits.progress)
app.add_typer(visits.archive, name="archive")


def main() -> None:
    """Run the command line."""
    app()
