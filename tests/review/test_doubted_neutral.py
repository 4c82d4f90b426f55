"""A film that starts inside the fault: the fault is not taken for the neutral without a word."""

import pytest

from formcheck.lunge.corrections import Corrections
from formcheck.results.summary import Summary
from formcheck.review.run import Options, review_file
from tests.support import clips


@pytest.fixture(scope="module")
def late(tmp_path_factory) -> tuple[Summary, str]:
    """Review the over-lunging sample from 3.6 s on: it is 17 degrees too deep from there to 8 s."""
    folder = tmp_path_factory.mktemp("late") / "out"
    known = Corrections(start_s=3.6)
    review_file(clips.SAMPLES / "over_lunge.mp4", folder, Options(video=False, corrections=known))
    summary = Summary.from_json((folder / "summary.json").read_text(encoding="utf-8"))
    return summary, (folder / "report.html").read_text(encoding="utf-8")


def test_a_film_that_starts_lunged_says_so_and_is_not_green(late):
    summary, _ = late
    [side] = summary.sides
    assert "looks already lunged: mark it, or film again." in side.baselines[0].doubt
    assert side.baselines[0].doubt in summary.verdict
    assert summary.state not in ("green", "tuck_not_observed")


def test_what_compares_with_the_neutral_is_listed_as_not_judged(late):
    summary, _ = late
    [side] = summary.sides
    whys = {gap.what: gap.why for gap in summary.not_judged if gap.why_message is not None}
    assert whys["lunge_deg"] == side.baselines[0].doubt
    assert all("lunge_deg" not in hold.shares for hold in summary.holds)


def test_the_report_says_it_at_its_head(late):
    summary, page = late
    assert "Neutral in doubt" in page
    assert page.count(summary.sides[0].baselines[0].doubt) >= 2


def test_a_summary_with_a_doubt_is_read_again_as_it_was_written(late):
    summary, _ = late
    assert Summary.from_json(summary.to_json()).sides == summary.sides
