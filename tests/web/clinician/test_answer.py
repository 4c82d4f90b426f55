"""What the page is told of a video, in the language of the page."""

from typing import Any

from formcheck.lunge.corrections import Corrections
from formcheck.messages.catalogue import catalogue
from formcheck.messages.message import message
from formcheck.results.gaps import UNSURE
from formcheck.review.rejudge import Rejudged, judged_then
from formcheck.web.clinician.answer import in_full, in_short
from formcheck.web.clinician.job import Job
from tests.support import stored

EN, ES = catalogue("en"), catalogue("es")
NOTHING = message("verdict.nothing")


def case_of(folder):
    """A video that was corrected, drawn with that, and then corrected again."""
    drawn = stored.store(folder / "results-2")
    judged = judged_then(drawn)
    gaps = [judged.summary.not_judged[0].model_copy(update={"why": str(UNSURE), "why_message": UNSURE})]
    summary = judged.summary.model_copy(
        update={"uncorrected_verdict": str(NOTHING), "uncorrected_verdict_message": NOTHING, "not_judged": gaps}
    )
    wanted = Corrections(rear_side="left")
    return Job(
        "1", folder, folder / "a.mp4", "judged", wanted=wanted, looked=drawn, drawn=drawn,
        judged=Rejudged(summary, judged.series),
    )  # fmt: skip


def sent(job, words) -> Any:
    """What the page gets of a video."""
    return in_full(job, 100, words)


def test_verdicts_and_reasons_are_in_the_language_of_the_page(tmp_path):
    job = case_of(tmp_path)
    told = sent(job, ES)
    assert "apoyada" in told["verdict"]
    assert "No se ha podido valorar nada." in told["found"]["uncorrected_verdict"]
    assert told["found"]["not_judged"][0]["why"].startswith("Las articulaciones necesarias")


def test_in_english_they_are_word_for_word_those_of_the_summary(tmp_path):
    job = case_of(tmp_path)
    assert in_short(job, EN)["verdict"] == job.judged.summary.verdict
    assert sent(job, EN)["found"]["uncorrected_verdict"] == str(NOTHING)


def test_a_review_of_before_the_codes_keeps_its_english_sentence(tmp_path):
    job = case_of(tmp_path)
    old = job.judged.summary.model_copy(update={"uncorrected_verdict": "No hold.", "uncorrected_verdict_message": None})
    job.judged = Rejudged(old, job.judged.series)
    assert sent(job, ES)["found"]["uncorrected_verdict"] == "No hold."


def test_in_another_language_than_that_of_the_page_the_report_is_not_up_to_date(tmp_path):
    job = case_of(tmp_path)
    job.wanted = job.drawn.summary.corrections
    assert in_short(job, EN)["up_to_date"]
    assert not in_short(job, ES)["up_to_date"]


def test_a_film_keeps_its_name_while_the_next_one_is_made_so_that_the_page_then_loads_that(tmp_path):
    job = case_of(tmp_path)
    before = in_short(job, EN)["drawn"]
    job.state, job.rounds = "looking", job.rounds + 1
    assert in_short(job, EN)["drawn"] == before
    job.drawn = stored.store(tmp_path / "results-3")
    assert in_short(job, EN)["drawn"] != before
