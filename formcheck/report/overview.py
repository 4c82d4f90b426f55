"""`index.html`, `summary.csv` and `summary.parquet`: every review in a folder of results at a glance."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from formcheck.lunge.legs import SIDES
from formcheck.messages.catalogue import DEFAULT, Catalogue, catalogue
from formcheck.messages.message import Message, message
from formcheck.messages.names import fault_name, quality_name, quantity_name, side_name, source_name
from formcheck.report.environment import environment
from formcheck.results.exports.tabular import write_frame
from formcheck.results.storage import SUMMARY, copy_in, on_disk
from formcheck.results.stored import StoredReview, StoredReviewError
from formcheck.results.summary import Summary, stored_message
from formcheck.system.extras import library
from formcheck.system.outputs import whole_file, write_text

COLUMNS = (
    *("folder", "file", "sha256", "recorded_at", "duration_s", "judged", "view", "judged_share", "rear_sides"),
    *("holds", "complete_holds", "longest_good_s", "faults", "fault_kinds", "tuck_source", "verdict", "failed"),
    *("state", "tuck", "tucked_share", "tuck_lost_s", "borderline"),
    *("left_hip_extension_deg", "left_hip_extension_sd_deg", "right_hip_extension_deg", "right_hip_extension_sd_deg"),
)


_NUMBERS = {
    "float64": (
        *("duration_s", "judged_share", "longest_good_s", "tucked_share", "tuck_lost_s"),
        *(f"{side}_hip_extension_{what}" for side in SIDES for what in ("deg", "sd_deg")),
    ),
    "Int64": ("holds", "complete_holds", "faults"),
}
"""Columns that hold numbers, by their kind; what is not known is missing."""

OVERVIEW_FILES = ("index.html", "summary.csv", "summary.parquet")
"""What may be written; `summary.parquet` only where it is asked for."""


def write_overview(
    out: Path, failures: Iterable[tuple[Path, Message | str]] = (), *, parquet: bool = False, language: str = DEFAULT
) -> Path:
    """Write `index.html` and `summary.csv` over all results in a folder.

    Parameters
    ----------
    out
        The folder that holds the folders of results, at any depth.
    failures
        Files that could not be reviewed this time, each with its reason.
    parquet
        Write `summary.parquet`, too.
    language
        Of the page; the tables are English, for programs.

    Returns
    -------
    Path
        `index.html`.

    Raises
    ------
    FormcheckError
        They cannot be written, or Parquet needs a library that is not installed.
    """
    if on_disk(out):
        return _write(out, list(failures), parquet, catalogue(language))
    with TemporaryDirectory(prefix="formcheck-") as copies:
        here = Path(copies)
        for summary in _summaries(out):
            copy = here.joinpath(*summary.relative_to(out).parts)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(summary.read_bytes())
        index = _write(here, list(failures), parquet, catalogue(language))
        copy_in([here / name for name in OVERVIEW_FILES if (here / name).exists()], out)
    return out / index.name


def _write(out: Path, failures: list[tuple[Path, Message | str]], parquet: bool, words: Catalogue) -> Path:
    reviews = _sorted_reviews(out)
    rows = [row(out, review) for review in reviews]
    rows += [{"file": failed.name, "judged": "no", "failed": str(why)} for failed, why in failures]
    _write_csv(out / "summary.csv", rows)
    if parquet:
        _write_parquet(out / "summary.parquet", rows)
    page = (
        environment(words)
        .get_template("index.html.j2")
        .render(
            reviews=[_line(out, review, words) for review in reviews],
            failures=[(file.name, why) for file, why in failures],
            tables=["summary.csv", *(["summary.parquet"] if parquet else [])],
            now=datetime.now(),
        )
    )
    write_text(out / "index.html", page)
    return out / "index.html"


def write_summary_parquet(results: Path, out: Path | None = None) -> Path:
    """Write `summary.parquet` over all results in a folder: `summary.csv` with types, and units as metadata.

    Parameters
    ----------
    results
        The folder with the folders of results.
    out
        Where to write it, an existing folder; None for beside them.

    Raises
    ------
    FormcheckError
        It cannot be written, or pandas or pyarrow is not installed.
    """
    rows = [row(results, review) for review in _sorted_reviews(results)]
    return _write_parquet((out or results) / "summary.parquet", rows)


def row(out: Path, review: StoredReview) -> dict[str, object]:
    """Return the line of one review in `summary.csv`, by the names of `COLUMNS`; None is not known."""
    s = review.summary
    faults = _faults(s)
    tucks = [hold.tuck for hold in s.holds if hold.tuck is not None]
    observed_s = sum(tuck.observed_s for tuck in tucks)
    return {
        "folder": review.folder.relative_to(out).as_posix(),
        "file": s.file.name,
        "sha256": s.file.sha256,
        "recorded_at": s.file.recorded_at.isoformat() if s.file.recorded_at else None,
        "duration_s": s.file.duration_s,
        "judged": "yes" if s.judged else "no",
        "view": s.view.quality,
        "judged_share": s.view.judged_share,
        "rear_sides": ";".join(side.rear_side for side in s.sides),
        "holds": len(s.holds),
        "complete_holds": sum(hold.complete for hold in s.holds),
        "longest_good_s": max((hold.good_s for hold in s.holds), default=None),
        "faults": sum(faults.values()),
        "fault_kinds": ";".join(faults),
        "tuck_source": s.pelvis.source,
        "verdict": s.verdict,
        "failed": None,
        "state": s.state,
        "tuck": ";".join(tuck.state for tuck in tucks) or None,
        "tucked_share": round(sum(tuck.tucked_s for tuck in tucks) / observed_s, 4) if observed_s else None,
        "borderline": ";".join(_borderline(s)) or None,
        "tuck_lost_s": min((time_s for tuck in tucks for time_s in tuck.lost_s), default=None),
        **_hip_extension(s),
    }


def _hip_extension(summary: Summary) -> dict[str, float]:
    """Return how far the hip of each kneeling leg was extended, with its standard deviation, where it is known."""
    found = {}
    for side in summary.sides:
        if side.hip_extension is not None:
            found[f"{side.rear_side}_hip_extension_deg"] = side.hip_extension.hip_extension_deg
            found[f"{side.rear_side}_hip_extension_sd_deg"] = side.hip_extension.sd_deg
    return found


def _summaries(out: Path) -> Iterable[Path]:
    """List the summaries of complete results: a hidden folder is one that is being written."""
    return (p for p in out.rglob(SUMMARY) if not any(part.startswith(".") for part in p.relative_to(out).parts))


def _sorted_reviews(out: Path) -> list[StoredReview]:
    reviews = []
    for path in sorted(_summaries(out)):
        with suppress(StoredReviewError):  # of another version, say
            reviews.append(StoredReview.open(path.parent))
    return reviews


def _faults(summary: Summary) -> Counter[str]:
    """How often each fault of form was found; a lost view is none."""
    return Counter(fault.kind.value for fault in summary.faults if fault.quantity)


def _borderline(summary: Summary) -> Iterator[str]:
    """Name every angle that lay within its own error of a limit, of a fault or of none, once each."""
    near = [fault.quantity for fault in summary.faults if fault.borderline and fault.quantity]
    yield from dict.fromkeys([*near, *(part.quantity for part in summary.borderline)])


_FORMULA = ("=", "+", "-", "@")


def _write_csv(path: Path, rows: Iterable[dict[str, object]]) -> None:
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _no_formula(cell) for name, cell in row.items()} for row in rows)


def _no_formula(cell: object) -> object:
    """Return a text so that no spreadsheet takes it for a formula, as it does with a file called ``=1+1.mp4``."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _write_parquet(path: Path, rows: Iterable[dict[str, object]]) -> Path:
    pandas = library("pandas", "tables")
    frame = pandas.DataFrame(rows, columns=COLUMNS)
    frame["judged"] = frame["judged"].map({"yes": True, "no": False})
    frame["recorded_at"] = pandas.to_datetime(frame["recorded_at"], utc=True, format="ISO8601")
    numbers = {name: kind for kind, names in _NUMBERS.items() for name in names}
    words = {name: "string" for name in COLUMNS if name not in (*numbers, "judged", "recorded_at")}
    return write_frame(frame.astype({**numbers, **words, "judged": "boolean"}), path)


def _line(out: Path, review: StoredReview, words: Catalogue) -> dict[str, object]:
    """Return what `index.html` says of one review."""
    s = review.summary
    holds = [
        words.of("index.hold", side=side_name(hold.rear_side), good=hold.good_s) + (" ✓" if hold.good else "")
        for hold in s.holds
    ]
    named = Counter(fault.words for fault in s.faults if fault.quantity)
    faults = [words.text(fault_name(name)) + (f" ×{times}" if times > 1 else "") for name, times in named.items()]
    faults += [words.of("index.borderline", quantity=quantity_name(near.quantity)) for near in s.borderline]
    place = review.folder.relative_to(out).as_posix()
    return {
        "link": quote(f"{place}/report.html"),
        "place": place,
        "file": s.file.name,
        "date": words.date(s.file.recorded_at) if s.file.recorded_at else "–",
        "state": s.state,
        "verdict": stored_message(s.verdict, s.verdict_message) or message("verdict.nothing"),
        "holds": ", ".join(holds) or "–",
        "faults": ", ".join(faults) or "–",
        "view": quality_name(s.view.quality),
        "tuck": None if s.pelvis.source == "none" else source_name(s.pelvis.source),
    }
