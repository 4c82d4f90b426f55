"""A film of the stretch that begins or ends with somebody standing sideways: how they stood is in its report."""

import numpy as np
from pypdf import PdfReader

from formcheck.messages.catalogue import catalogue
from formcheck.records import Frame
from formcheck.report.page import render_report
from formcheck.report.pdf.review_pdf import write_review_pdf
from formcheck.results.series import Series
from formcheck.results.summary import Summary
from formcheck.results.summary_builder import SummaryBuilder
from formcheck.review.stood import StoodFinder
from formcheck.settings import Settings
from tests.support import factories, stored
from tests.support.standing_pose import SIZE_PX, standing_pose

FPS = 10


class Film:
    """Frames of somebody who stands, steps, kneels."""

    def __init__(self):
        self.finder, self.frames, self.pictures = StoodFinder(), 0, 0

    def _add(self, kneeling=False, **body):
        frame = Frame(self.frames, self.frames / FPS, None).with_pose(standing_pose(**body))
        self.finder.step(frame, kneeling, self._picture)
        self.frames += 1

    def _picture(self):
        self.pictures += 1
        return np.full((SIZE_PX[1], SIZE_PX[0], 3), 120, np.uint8)

    def stand(self, seconds=3.0, **body):
        for _ in range(round(seconds * FPS)):
            self._add(**body)
        for number in range(10):
            self._add(shift_px=(40.0 * (number % 2), 0.0))
        return self

    def kneel(self):
        for _ in range(30):
            self._add(kneeling=True)
        return self

    @property
    def found(self):
        return self.finder.finish()


def standing(film):
    found = film.found
    assert found is not None
    return found.summary


def test_before_and_after_are_compared():
    film = Film().stand(thigh_deg=9.0).stand(thigh_deg=9.2).kneel().stand(thigh_deg=2.0).stand(thigh_deg=2.2)
    found = film.found
    assert [(each.when, each.tries) for each in found.summary.occasions] == [("before", 2), ("after", 2)]
    assert found.summary.changes["hips_deg"].counts
    assert "hips stand" in catalogue("en").text(found.summary.sentence_message)
    assert len(found.pictures) == 3
    assert film.pictures == 4, "one for each try, and no more"


def test_one_occasion_is_enough():
    assert [each.when for each in standing(Film().stand().kneel()).occasions] == ["before"]
    assert [each.when for each in standing(Film().kneel().stand()).occasions] == ["after"]


def test_standing_up_between_the_sides_is_neither_before_nor_after():
    assert Film().kneel().stand().kneel().found is None


def test_the_still_parts_next_to_the_stretch_count():
    film = Film()
    for degrees in (9, 9, 9, 3, 3, 3):
        film.stand(thigh_deg=float(degrees))
    [before] = standing(film.kneel()).occasions
    assert before.tries == 3
    assert before.values["hips_deg"].mean < 4


def test_who_faces_the_other_way_afterwards_is_measured_and_not_compared():
    found = standing(Film().stand().kneel().stand(forward=-1))
    assert len(found.occasions) == 2
    assert found.changes == {}
    assert found.sentence_message.code == "posture.refused.other_side"


def test_somebody_who_only_stands_or_never_stands_still_has_no_such_section():
    assert Film().stand().found is None
    assert Film().kneel().found is None
    assert Film().stand(seconds=1.0).kneel().found is None
    assert Film().stand(view_deg=60.0).kneel().found is None


def summary_with(film):
    builder = SummaryBuilder(Settings())
    for a in factories.session():
        builder.add(a)
    builder.finish()
    summary = builder.build(stored.file_facts(), stored.PROGRAM)
    found = film.found
    return summary.model_copy(update={"standing": found.summary}), found.pictures


def test_report_and_pdf_show_it_and_judge_nobody(tmp_path):
    film = Film().stand(thigh_deg=9.0).kneel().stand(thigh_deg=2.0)
    summary, pictures = summary_with(film)
    page = render_report(summary, Series(), [], "", pictures)
    assert page.count("data:image/jpeg") == 3
    assert "Compared with before, your hips stand" in page
    assert "There is no right or wrong posture in it" in page
    write_review_pdf(tmp_path / "report.pdf", summary, Series(), [])
    assert "Posture check, standing from the side" in PdfReader(tmp_path / "report.pdf").pages[0].extract_text()
    assert Summary.from_json(summary.to_json()) == summary


def test_a_report_without_it_has_no_such_section():
    summary, _ = summary_with(Film().stand().kneel())
    assert "Posture check" not in render_report(summary.model_copy(update={"standing": None}), Series(), [])
