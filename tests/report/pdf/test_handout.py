"""The handout: one page in the patient's language, without degrees, with the one thing to change."""

import re
from functools import partial

import pytest
from pypdf import PdfReader

from formcheck.lunge.faults import FaultKind
from formcheck.messages.catalogue import catalogue, languages
from formcheck.report.key_frames import KeyFrames
from formcheck.report.pdf.handout import best_picture, hip_opened, to_change, went_well, write_handout
from formcheck.results.hold_tuck import TuckState
from formcheck.results.summary import HipExtensionSummary
from formcheck.results.summary_builder import SummaryBuilder
from formcheck.settings import Settings
from tests.support import reports, stored


def found(language="en"):
    settings = Settings()
    builder, pictures = SummaryBuilder(settings, language=language), KeyFrames(settings)
    for a in reports.both_sides():
        builder.add(a)
        pictures.add(a, partial(reports.picture, a.time_s))
    builder.finish()
    return builder.build(stored.file_facts(duration_s=84.0), stored.PROGRAM), pictures


def with_tuck(summary, state):
    holds = [hold.model_copy(update={"tuck": hold.tuck.model_copy(update={"state": state})}) for hold in summary.holds]
    return summary.model_copy(update={"holds": holds, "faults": []})


@pytest.mark.parametrize("language", languages())
def test_it_is_one_page_in_the_language_of_the_review_without_a_degree(tmp_path, language):
    summary, pictures = found(language)
    write_handout(tmp_path / "handout.pdf", summary, pictures)
    pdf, words = PdfReader(tmp_path / "handout.pdf"), catalogue(language)
    text = re.sub(r"\s+", " ", pdf.pages[0].extract_text())
    assert len(pdf.pages) == 1
    assert "°" not in text
    for code in ("handout.well", "handout.change", "handout.often", "fault.over_lunging.cue", "safety.sharp_pain"):
        assert words.of(code) in text
    assert len(pdf.pages[0].images) == 1


@pytest.mark.parametrize(("degrees", "codes"), [(12.0, ["handout.opened_right"]), (4.0, []), (-3.0, [])])
def test_that_the_hip_opened_is_said_only_where_it_did_beyond_its_uncertainty(degrees, codes):
    summary, _ = found()
    extended = HipExtensionSummary(hip_extension_deg=degrees, sd_deg=2.5, start_s=20.0)
    own = [side.model_copy(update={"hip_extension": extended}) for side in summary.sides if side.rear_side == "right"]
    assert [said.code for said in hip_opened(summary.model_copy(update={"sides": own}))] == codes


def test_the_picture_is_the_best_second_of_all_holds():
    _, pictures = found()
    best = best_picture(pictures)
    assert best is not None
    assert best.kind == "best"
    assert best.weight == max(picture.weight for picture in pictures if picture.kind == "best")


def test_of_several_faults_the_most_important_is_the_one_thing_to_change():
    summary, _ = found()
    fault = summary.faults[0]
    both = [fault.model_copy(update={"kind": kind}) for kind in (FaultKind.TRUNK_LEAN, FaultKind.ARCHING)]
    assert to_change(summary.model_copy(update={"faults": both}))[0].code == "fault.arching.cue"


@pytest.mark.parametrize("state", [TuckState.NEVER, TuckState.LOST, TuckState.PART])
def test_a_tuck_that_was_not_kept_is_the_one_thing_to_change_where_nothing_else_was_wrong(state):
    assert to_change(with_tuck(found()[0], state))[0].code == "cue.tuck_reminder"


def test_a_tuck_that_was_kept_is_praised_and_nothing_is_to_change():
    summary = with_tuck(found()[0], TuckState.KEPT)
    assert "handout.tuck_kept" in [said.code for said in went_well(summary)]
    assert to_change(summary)[0].code == "handout.nothing"


def test_a_tuck_that_nobody_could_observe_is_neither_praised_nor_to_change():
    summary = with_tuck(found()[0], TuckState.NOT_OBSERVED)
    codes = [said.code for said in (*went_well(summary), *to_change(summary))]
    assert not any("tuck" in code for code in codes)


def test_an_angle_with_a_fault_is_not_praised():
    summary, _ = found()
    assert "handout.good.lunge_deg" not in [said.code for said in went_well(summary)]
