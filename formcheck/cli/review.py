"""`formcheck review` and `formcheck demo`: recorded videos and photos."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from formcheck.cli.console import (
    end_in_order,
    in_one_sentence,
    in_words,
    live_table,
    progress_bar,
    say,
    show,
    tell,
    text,
    worst,
)
from formcheck.cli.options import (
    ArchiveOption,
    BaselineOption,
    EndOption,
    ExportOption,
    FacingOption,
    ForceOption,
    HeightOption,
    HoldOption,
    LanguageOption,
    MarkersOption,
    MirroredOption,
    ModelOption,
    NoPdfOption,
    NoteOption,
    PatientOption,
    PersonOption,
    RangeOption,
    RearSideOption,
    RotateOption,
    SettingsOption,
    SpeedOption,
    StartOption,
    StreamOption,
)
from formcheck.messages.message import Message, message
from formcheck.system.failures import EXIT_NOT_JUDGED

if TYPE_CHECKING:
    from formcheck.settings import Settings


_MOST_LEFT_OUT = 20
"""So many files that were left out of a folder are named: of more, how many."""


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
    no_pdf: NoPdfOption = False,
    blur_face: Annotated[bool, typer.Option("--blur-face", help="Blur the face in every picture.")] = False,
    skeleton_only: Annotated[bool, typer.Option("--skeleton-only", help="Show no picture, only the drawing.")] = False,
    patient: PatientOption = None,
    archive: ArchiveOption = None,
    rear_side: RearSideOption = None,
    facing: FacingOption = None,
    person: PersonOption = None,
    rotate: RotateOption = None,
    stream: StreamOption = None,
    mirrored: MirroredOption = False,
    speed: SpeedOption = None,
    baseline: BaselineOption = [],  # noqa: B006
    hold: HoldOption = [],  # noqa: B006
    own_range: RangeOption = [],  # noqa: B006
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
    language: LanguageOption = "",
) -> None:
    """Judge recorded videos and photos.

    Of a folder, every video in it, at any depth; what is judged already in the same way is passed over.

    Exit code: 0 judged, 2 bad input, 3 nothing could be judged.
    """
    end_in_order()
    from formcheck.archive.store import check_code, goals_of, keep_visit
    from formcheck.cli.corrections import corrections_of
    from formcheck.results.exports.formats import check_formats
    from formcheck.results.storage import is_url, place
    from formcheck.settings import load_settings, with_marker_colour

    if patient and settings is None:
        given, passed_over = goals_of(patient, archive)
        if passed_over:
            say(message("error.settings.goals_passed_over", code=patient, keys=", ".join(passed_over)))
    else:
        given = load_settings(settings)
    thresholds = with_marker_colour(given, markers)
    keep = partial(keep_visit, check_code(patient), archive) if patient else _keep_nothing
    how: dict[str, Any] = {
        "corrections": corrections_of(
            rear_side,
            facing,
            baseline,
            hold,
            start,
            end,
            person,
            own_range,
            rotate_deg=rotate,
            stream=stream,
            mirrored=mirrored,
            speed=speed,
        ),
        "note": note,
        "pictures": "none" if skeleton_only else "face blurred" if blur_face else "as filmed",
        "patient": check_code(patient) if patient else "",
        "exports": check_formats(export, height),
        "height_m": height,
        "video": not no_video,
        "pdf": not no_pdf,
        "force": force,
        "language": language,
    }
    places, results = [place(file) for file in files], place(out)
    elsewhere = any(is_url(text) for text in (*files, out))
    if jobs is not None or dask or elsewhere or any(file.is_dir() for file in places):
        raise typer.Exit(_review_many(places, results, jobs, dask, keep, thresholds, model, **how))
    raise typer.Exit(_review(places, results, keep, thresholds, model, **how))


@in_one_sentence
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.")] = Path("formcheck-demo"),
    language: LanguageOption = "",
) -> None:
    """Review the sample clip that comes with formcheck, and measure its standing pair; earlier results are replaced."""
    from formcheck.review.posture import measure_posture
    from formcheck.settings import Settings
    from formcheck.system.bundled import demo_sample, standing_samples

    code = _review([demo_sample()], out, _keep_nothing, Settings(), "full", force=True, language=language)
    before, after = standing_samples()
    check = measure_posture(before=before, after=after, language=language)
    folder = check.save(out / "posture", force=True)
    show(message("terminal.judged", name="samples/standing", verdict=check.summary.sentence_message or ""))
    show(f"  {text('terminal.results', folder=str(folder), page='posture.html')}")
    raise typer.Exit(code)


def _keep_nothing(_folder: Path) -> None:
    """Put no visit into the archive."""


def _kept(keep: Callable[[Path], object], folder: Path) -> int:
    """Put a review into the archive; say where that fails that it was not kept. Return the exit code."""
    try:
        keep(folder)
    except Exception as error:
        code = tell(error)
        say(message("terminal.not_kept", folder=str(folder)))
        return code
    return 0


def _review(
    files: list[Path], out: Path, keep: Callable[[Path], object], settings: Settings, model: str, **how: Any
) -> int:
    """Review file after file, telling of each; one that fails does not stop the rest. Return the worst exit code."""
    from formcheck.pose.weights import find_model
    from formcheck.results.folder import folder_names
    from formcheck.review.run import Options, review_file

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
        show(message("terminal.judged", name=file.name, verdict=reviewed.verdict_message or reviewed.verdict))
        for note in reviewed.notes:
            show(f"  {in_words(note)}")
        show(f"  {text('terminal.results', folder=str(reviewed.folder), page='report.html')}")
        if reviewed.judged:
            codes.add(_kept(keep, reviewed.folder))
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
    from formcheck.report.overview import write_overview
    from formcheck.review.batch import find_files, review_many
    from formcheck.review.processes import RunningReview
    from formcheck.review.run import Options

    options = Options(settings, model, **how)
    left_out: list[tuple[Path, Message]] = []
    work = find_files(files, out, left_out)
    for path, why in left_out[:_MOST_LEFT_OUT]:
        say(message("terminal.file_left_out", path=str(path), why=why))
    if len(left_out) > _MOST_LEFT_OUT:
        say(message("terminal.files_left_out", count=len(left_out) - _MOST_LEFT_OUT))
    if dask:
        from formcheck.review.dask_cluster import review_on_cluster

        all_news = review_on_cluster(work, options, dask)
    else:
        all_news = review_many(work, options, jobs or os.cpu_count() or 1)
    outcomes, codes = [], set()
    with live_table(len(work)) as table:
        for news in all_news:
            if isinstance(news, RunningReview):
                table.going(str(news.job.file), news.done, news.total)
                continue
            outcomes.append(news)
            if news.code == 0:
                codes.add(_kept(keep, news.job.folder))
            table.ended(str(news.job.file))
            if news.code in (0, EXIT_NOT_JUDGED):
                code = "terminal.judged_already" if news.skipped else "terminal.judged"
                show(message(code, name=str(news.job.file), verdict=news.words))
            else:
                say(news.words)
    failures = [(o.job.file, o.words) for o in outcomes if o.code not in (0, EXIT_NOT_JUDGED)]
    if len(failures) < len(outcomes):
        index = write_overview(out, failures, parquet="parquet" in options.exports, language=options.language)
        show(message("terminal.overview", path=str(index)))
    return worst({o.code for o in outcomes} | codes)
