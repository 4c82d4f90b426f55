"""The report as PDF: two sheets, the same words as the page, text that can be found, curves that are lines."""

import datetime
import re
from functools import partial

import pytest
from pypdf import PdfReader

from formcheck.errors import OutputError
from formcheck.lunge.faults import FaultKind
from formcheck.messages.catalogue import catalogue, languages
from formcheck.records import Fault
from formcheck.report.contents import contents
from formcheck.report.key_frames import KeyFrames
from formcheck.report.pdf.review_pdf import write_review_pdf
from formcheck.results.series import Series
from formcheck.results.summary_builder import SummaryBuilder
from formcheck.settings import Settings
from tests.support import reports, stored


def found(language="en", rounds=1, more_faults=0):
    settings = Settings()
    builder = SummaryBuilder(
        settings, language=language, reviewed_at=datetime.datetime(2026, 5, 3, 9, 0, tzinfo=datetime.UTC)
    )
    series, pictures = Series(), KeyFrames(settings)
    for a in reports.both_sides(rounds):
        builder.add(a)
        series.add(a)
        pictures.add(a, partial(reports.picture, a.time_s))
    times = [5 + 3.0 * n for n in range(more_faults)]
    builder.finish(tuple(Fault(FaultKind.TRUNK_LEAN, t, t + 1, t + 2, "trunk_deg", 20 + t / 10, 1, t) for t in times))
    return builder.build(stored.file_facts(duration_s=84.0), stored.PROGRAM), series, pictures


def flat(text: str) -> str:
    """A text without the breaks that the width of a column makes."""
    return re.sub(r"\s+", " ", text)


def written(folder, *args, **kwargs):
    summary, series, pictures = found(*args, **kwargs)
    write_review_pdf(folder / "report.pdf", summary, series, pictures)
    return PdfReader(folder / "report.pdf"), contents(summary, series, pictures, catalogue(summary.language))


@pytest.mark.parametrize("language", languages())
def test_it_says_in_words_that_can_be_found_what_the_page_says(tmp_path, language):
    pdf, said = written(tmp_path, language)
    text = flat(" ".join(page.extract_text() for page in pdf.pages))
    for sentence in (said.verdict, said.one_side if not said.sides else "16°", said.disclaimer, *said.stop_rules):
        assert flat(sentence) in text, sentence
    for sentence in said.methods:
        assert flat(sentence)[:60] in text
    for name, value in said.facts:
        assert flat(f"{name}: {value}").replace(" ", "") in text.replace(" ", "")


@pytest.mark.parametrize(("rounds", "more_faults"), [(1, 0), (1, 25), (4, 0)])
def test_it_has_two_sheets_of_a4_however_much_was_found(tmp_path, rounds, more_faults):
    pdf, _ = written(tmp_path, rounds=rounds, more_faults=more_faults)
    assert len(pdf.pages) == 2
    assert [round(float(size) / 72 * 25.4) for size in pdf.pages[0].mediabox[2:]] == [210, 297]


def test_its_curves_are_lines_and_its_pictures_those_of_the_report(tmp_path):
    pdf, said = written(tmp_path)
    drawn = pdf.pages[0].get_contents().get_data()
    assert len(re.findall(rb" l\b", drawn)) > 500  # a raster would be one image
    assert len(pdf.pages[0].images) == len(said.printed.pictures)


def test_it_carries_the_day_of_the_review_and_its_language(tmp_path):
    pdf, _ = written(tmp_path, "es")
    assert pdf.metadata.creation_date.date() == datetime.date(2026, 5, 3)
    assert pdf.trailer["/Root"]["/Lang"] == "es"
    assert "Revisado: 3 de mayo de 2026" in flat(pdf.pages[0].extract_text())


def test_letters_that_the_typeface_lacks_are_shown_as_unknown_and_break_nothing(tmp_path):
    summary, series, pictures = found()
    summary = summary.model_copy(update={"note": "see 日本 ≥ 3"})
    write_review_pdf(tmp_path / "report.pdf", summary, series, pictures)
    assert "see ?? ? 3" in flat(PdfReader(tmp_path / "report.pdf").pages[0].extract_text())


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    summary, series, pictures = found()
    with pytest.raises(OutputError):
        write_review_pdf(tmp_path / "none" / "report.pdf", summary, series, pictures)
