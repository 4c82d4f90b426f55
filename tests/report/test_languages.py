"""The pages in each language: no sentence of another one is left, and numbers and days are written as it does."""

import html
from datetime import UTC, datetime

import pytest
from markupsafe import Markup

from formcheck.archive.store import Archive
from formcheck.messages.catalogue import catalogue
from formcheck.messages.message import message
from formcheck.report.environment import rich
from formcheck.report.overview import write_overview
from formcheck.report.progress import write_page
from formcheck.results.practice import PartDone, PracticeDone
from formcheck.results.visit import visit_of
from formcheck.settings import Settings
from tests.support import reports, stored
from tests.support.languages import LANGUAGES, foreign, texts

RECORDED = datetime(2026, 3, 1, 9, 30)


@pytest.fixture(scope="module", params=LANGUAGES)
def spoken_report(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    summary = reports.make(folder, more_faults=2, video=False, language=request.param)
    return request.param, summary, (folder / "report.html").read_text(encoding="utf-8")


def test_a_report_holds_no_text_of_another_language(spoken_report):
    language, _, page = spoken_report
    shown = texts(page)
    assert len(shown) > 80
    assert foreign(shown, language) == set()
    assert f'<html lang="{language}">' in page


def test_the_verdict_of_a_report_is_the_stored_message_in_its_language(spoken_report):
    language, summary, page = spoken_report
    assert catalogue(language).text(summary.verdict_message) in html.unescape(page)


def test_the_other_language_would_be_noticed(spoken_report):
    language, _, page = spoken_report
    other = next(tag for tag in LANGUAGES if tag != language)
    assert len(foreign(texts(page), other)) > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_index_and_progress_hold_no_text_of_another_language(tmp_path, language):
    visits = []
    for number in (1, 2):
        review = stored.store(tmp_path / "out" / f"v{number}", sha256=str(number), recorded_at=RECORDED)
        with Archive(tmp_path / "archive.sqlite") as archive:
            archive.add("P1", visit_of(review))
            visits = archive.visits("P1")
    failed = [(tmp_path / "gone.mp4", message("error.video.no_picture", path="gone.mp4"))]
    index = write_overview(tmp_path / "out", failed, language=language).read_text(encoding="utf-8")
    part = PartDone(side="left", target_s=30, good_s=12.5, felt="pain")
    done = [PracticeDone(started_at=datetime(2026, 3, day, tzinfo=UTC), parts=[part]) for day in (1, 9)]
    title = message("progress.of_patient", code="P1")
    write_page(tmp_path / "progress.html", title, visits, Settings(), done, language)
    progress = (tmp_path / "progress.html").read_text(encoding="utf-8")
    for page in (index, progress):
        assert foreign(texts(page), language) == set()
        assert f'<html lang="{language}">' in page
        assert catalogue(language).date(datetime(2026, 3, 1, tzinfo=UTC)) in page


def test_numbers_and_days_are_written_as_the_language_does():
    en, es = catalogue("en"), catalogue("es")
    assert (en.number(-1.25, ".1f"), es.number(-1.25, ".1f")) == ("−1.2", "−1,2")
    assert (en.number(9.96, "seconds"), es.number(9.96, "seconds")) == ("9.9 s", "9,9 s")
    assert es.number(64.24, "clock") == "1:04,2"
    pt = catalogue("pt")
    assert (pt.number(-1.25, ".1f"), pt.date(RECORDED, "date_time")) == ("−1,2", "01/03/2026 09:30")
    assert (en.date(RECORDED), es.date(RECORDED, "date_time")) == ("2026-03-01", "01/03/2026 09:30")


def test_what_is_filled_into_a_text_for_html_is_escaped_unless_it_is_html():
    said = rich(catalogue("en"), "report.gone", video=Markup("<code>a.mp4</code>"))
    assert "<code>a.mp4</code>" in said
    assert "&lt;b&gt;" in rich(catalogue("en"), "report.gone", video="<b>")
