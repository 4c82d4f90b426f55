"""`index.html` and `summary.csv`: every review in a folder of results at a glance."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from formcheck.outputs import whole_file, write_text
from formcheck.review.stored import StoredReview, StoredReviewError
from formcheck.review.summary import Summary
from formcheck.review.words import SOURCE_NAMES, seconds

COLUMNS = (
    *("folder", "file", "sha256", "recorded_at", "duration_s", "judged", "view", "judged_share", "rear_sides"),
    *("holds", "complete_holds", "longest_good_s", "faults", "fault_kinds", "tuck_source", "verdict", "failed"),
)


def write_overview(out: Path, failures: Iterable[tuple[Path, str]] = ()) -> Path:
    """Write `index.html` and `summary.csv` over all results in a folder.

    Parameters
    ----------
    out
        The folder that holds the folders of results, at any depth.
    failures
        Files that could not be reviewed this time, each with its reason.

    Returns
    -------
    Path
        `index.html`.

    Raises
    ------
    OutputError
        They cannot be written.
    """
    reviews = sorted(_reviews(out), key=lambda review: review.folder)
    failures = list(failures)
    _write_csv(out / "summary.csv", out, reviews, failures)
    environment = Environment(
        loader=PackageLoader("formcheck.review"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = environment.get_template("index.html.j2").render(
        reviews=[_line(out, review) for review in reviews], failures=failures, now=datetime.now()
    )
    write_text(out / "index.html", page)
    return out / "index.html"


def row(out: Path, review: StoredReview) -> dict[str, object]:
    """Return the line of one review in `summary.csv`, by the names of `COLUMNS`; None is not known."""
    s = review.summary
    faults = _faults(s)
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
    }


def _reviews(out: Path) -> Iterable[StoredReview]:
    for path in out.rglob("summary.json"):
        # A hidden folder is one that is being written.
        if any(part.startswith(".") for part in path.relative_to(out).parts):
            continue
        try:
            yield StoredReview.open(path.parent)
        except StoredReviewError:
            continue


def _faults(summary: Summary) -> Counter[str]:
    """How often each fault of form was found; a lost view is none."""
    return Counter(fault.kind.value for fault in summary.faults if fault.quantity)


def _write_csv(path: Path, out: Path, reviews: Sequence[StoredReview], failures: list[tuple[Path, str]]) -> None:
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row(out, review) for review in reviews)
        writer.writerows({"file": failed.name, "judged": "no", "failed": why} for failed, why in failures)


def _line(out: Path, review: StoredReview) -> dict[str, object]:
    """Return what `index.html` says of one review."""
    s = review.summary
    form = [fault for fault in s.faults if fault.quantity]
    state = "none" if not s.judged else "green" if not form else "yellow" if any(h.complete for h in s.holds) else "red"
    holds = ", ".join(f"{hold.rear_side} {seconds(hold.good_s)}{' ✓' if hold.complete else ''}" for hold in s.holds)
    place = review.folder.relative_to(out).as_posix()
    return {
        "link": quote(f"{place}/report.html"),
        "place": place,
        "file": s.file.name,
        "date": s.file.recorded_at.strftime("%Y-%m-%d") if s.file.recorded_at else "–",
        "state": state,
        "verdict": s.verdict,
        "holds": holds or "–",
        "faults": ", ".join(
            f"{name}{f' ×{times}' if times > 1 else ''}"
            for name, times in Counter(fault.name for fault in form).items()
        )
        or "–",
        "view": s.view.quality,
        "tuck": "–" if s.pelvis.source == "none" else SOURCE_NAMES[s.pelvis.source],
    }
