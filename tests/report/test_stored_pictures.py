"""The pictures of a report can be read back from its page: a note written later is in the PDF, too."""

import re

from pypdf import PdfReader

from formcheck.report.note import write_note
from formcheck.report.pdf.review_pdf import write_review_pdf
from formcheck.report.stored_pictures import pictures_of, stored_pictures
from tests.support import reports, stored


def test_every_picture_comes_back_with_all_that_is_known_of_it(tmp_path):
    reports.make(tmp_path, video=False, language="es")
    pictures = pictures_of(tmp_path)
    assert [picture.kind for picture in pictures].count("best") == 2
    assert all(picture.jpeg.startswith(b"\xff\xd8") for picture in pictures)
    assert {picture.rear_side for picture in pictures} == {"left", "right"}
    captions = [picture.caption for picture in pictures if picture.kind == "fault"]
    assert captions[0] is not None
    assert captions[0].code == "worst.past_neutral"


def test_a_page_of_an_earlier_version_or_an_edited_one_gives_none(tmp_path):
    assert stored_pictures('<figure class="card"><img src="data:image/jpeg;base64,AA"></figure>') == []
    assert stored_pictures('<figure data-picture="x"><img src="data:image/jpeg;base64,AA"></figure>') == []
    assert pictures_of(tmp_path) == []


def test_a_note_written_later_is_in_the_pdf_with_the_pictures(tmp_path):
    folder = tmp_path / "clip"
    review = stored.store(folder)
    reports.make(folder, video=False)
    write_review_pdf(folder / "report.pdf", review.summary, review.series(), ())
    write_note(folder, "Come back in May.")
    pdf = PdfReader(folder / "report.pdf")
    assert "Note: Come back in May." in re.sub(r"\s+", " ", pdf.pages[0].extract_text())
    assert len(pdf.pages[0].images) > 0
