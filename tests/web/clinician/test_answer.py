"""What the page is told of a video, in the language of the page."""

from formcheck.lunge.corrections import Corrections
from formcheck.messages.catalogue import catalogue
from formcheck.results.summary_builder import UNSURE
from formcheck.review.rejudge import Rejudged, judged_then
from formcheck.web.clinician.answer import in_full, in_short
from formcheck.web.clinician.job import Job
from tests.support import stored


def case_of(folder):
    """A video that was corrected, drawn with that, and then corrected again."""
    drawn = stored.store(folder / "results-2")
    raw = drawn.summary.model_copy(update={"holds": [], "verdict": "No hold."})
    (drawn.folder / "uncorrected.json").write_text(raw.to_json(), encoding="utf-8")
    judged = judged_then(drawn)
    gaps = [judged.summary.not_judged[0].model_copy(update={"why": UNSURE})]
    summary = judged.summary.model_copy(update={"uncorrected_verdict": "No hold.", "not_judged": gaps})
    wanted = Corrections(rear_side="left")
    return Job(
        "1", folder, folder / "a.mp4", "judged", wanted=wanted, looked=drawn, drawn=drawn,
        judged=Rejudged(summary, judged.series),
    )  # fmt: skip


def test_verdicts_and_reasons_are_in_the_language_of_the_page(tmp_path):
    job = case_of(tmp_path)
    told = in_full(job, 100, catalogue("es").tell)
    assert "apoyada" in told["verdict"]
    assert "no se encontró ninguna postura mantenida" in told["found"]["uncorrected_verdict"]
    assert told["found"]["not_judged"][0]["why"].startswith("Las articulaciones necesarias")


def test_in_english_they_are_word_for_word_those_of_the_summary(tmp_path):
    job = case_of(tmp_path)
    assert in_short(job)["verdict"] == job.judged.summary.verdict
    assert in_full(job, 100)["found"]["uncorrected_verdict"] == "No hold."


def test_where_only_the_sentence_was_kept_it_stays(tmp_path):
    job = case_of(tmp_path)
    (job.drawn.folder / "uncorrected.json").unlink()
    assert in_full(job, 100, catalogue("es").tell)["found"]["uncorrected_verdict"] == "No hold."


def test_a_film_keeps_its_name_while_the_next_one_is_made_so_that_the_page_then_loads_that(tmp_path):
    job = case_of(tmp_path)
    before = in_short(job)["drawn"]
    job.state, job.rounds = "looking", job.rounds + 1
    assert in_short(job)["drawn"] == before
    job.drawn = stored.store(tmp_path / "results-3")
    assert in_short(job)["drawn"] != before
