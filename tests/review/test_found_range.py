"""A film that begins with the own range: it is found by itself, and verdict, table and report agree on it."""

from __future__ import annotations

import csv
import shutil

import av
import numpy as np
import pytest

from formcheck.lunge.corrections import Corrections
from formcheck.messages.message import Message
from formcheck.overlay.overlay import Overlay
from formcheck.pose.weights import find_model
from formcheck.results import poses
from formcheck.results.provenance import program_provenance
from formcheck.results.stored import StoredReview
from formcheck.results.summary import Summary
from formcheck.results.summary_targets import summary_targets
from formcheck.review import run
from formcheck.review.batch import judged_already
from formcheck.review.outputs import Results
from formcheck.review.processes import FileToReview
from formcheck.review.rejudge import rejudge
from formcheck.review.rejudge_folder import rejudge_folder
from formcheck.review.run import Options, review_file
from formcheck.video.reader import VideoSource
from tests.support.bodies import STICK, ramp
from tests.support.clips import write_clip
from tests.support.estimators import open_drawn
from tests.support.pelvises import Scripted

FPS = 12.0
SECONDS = 26.0


def shown(t):
    """Neutral, arch, tuck, arch, tuck, neutral until 19 s; then most of the tuck is held."""
    knots = [(3.0, 0.0)]
    for start_s, level in ((3.0, -7.0), (6.0, 2.0), (9.0, -7.2), (12.0, 2.1)):
        knots += [(start_s, 0.0), (start_s + 0.4, level), (start_s + 2.2, level), (start_s + 2.6, 0.0)]
    return ramp(t, *knots, (18.0, 0.0), (18.6, 1.8), (SECONDS, 1.8))


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    pictures = [np.full((120, 160, 3), 120, np.uint8)] * round(SECONDS * FPS)
    return write_clip(tmp_path_factory.mktemp("film") / "range.mp4", pictures, fps=FPS)


@pytest.fixture(scope="module", autouse=True)
def _pelvis():
    """The pelvis is seen as the script has it, whatever the picture shows."""
    with pytest.MonkeyPatch.context() as patch:
        for room, name in ((run, "every_source"), (poses, "available")):
            patch.setattr(room, name, lambda settings: [Scripted(shown, sd_deg=1.5, name="contour")])
        yield


@pytest.fixture(scope="module")
def reviewed(film, tmp_path_factory):
    folder = tmp_path_factory.mktemp("review") / "out"
    review_file(film, folder, Options(settings=STICK, estimator=open_drawn))
    return StoredReview.open(folder)


def rows(folder):
    with (folder / "angles.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_was_asked_for_is_no_fault_and_the_hold_is_judged_by_the_own_range(reviewed):
    summary = reviewed.summary
    own = summary.sides[0].own_range
    assert own is not None
    assert own.counts
    assert own.origin == "found"
    assert not summary.faults
    assert not summary.corrections
    assert not summary.uncorrected_verdict
    ((start_s, end_s),) = summary.found_ranges_s
    assert 14.5 < end_s < 18.0
    assert min(hold.start_s for hold in summary.holds) > end_s
    for row in rows(reviewed.folder):
        if start_s < float(row["time_s"]) <= end_s:
            assert row["phase"] == "calibrate"
            assert not row["faults"] and not row["cue"] and not row["pelvis_statement"]
    assert rows(reviewed.folder)[-1]["pelvis_statement"] == "tucked"
    assert len(rows(reviewed.folder)) == round(SECONDS * FPS)
    assert "arched" not in summary.verdict
    assert (reviewed.folder / "annotated.mp4").exists()


def test_the_report_says_which_rule_was_used_and_shows_the_shares(reviewed, tmp_path):
    page = (reviewed.folder / "report.html").read_text(encoding="utf-8")
    assert "found, 0:0" in page
    assert "the tuck is judged by its share of this range" in page
    assert '"meta":"tuck_share"' in page
    assert "from 0.5" in page
    rejudge_folder(reviewed, tmp_path / "none", Corrections(no_range=True), video=False, language="es")
    page = (tmp_path / "none" / "report.html").read_text(encoding="utf-8")
    assert "no se muestra: el coxis se valora en grados" in page
    assert '"meta":"tuck_share"' not in page


def drawn_in(film, folder, monkeypatch):
    """Review a film with its video; return the times of what was drawn, and the film's own."""
    times_s = []
    draw = Overlay.draw

    def noted(self, image, assessment, **how):
        times_s.append(assessment.time_s)
        return draw(self, image, assessment, **how)

    monkeypatch.setattr(Overlay, "draw", noted)
    review_file(film, folder, Options(settings=STICK, estimator=open_drawn, pdf=False))
    return times_s, [float(row["time_s"]) for row in rows(folder)]


def test_no_picture_is_drawn_in_vain_before_the_range_is_found(film, tmp_path, monkeypatch):
    drawn_s, film_s = drawn_in(film, tmp_path / "out", monkeypatch)
    assert drawn_s == pytest.approx(film_s, abs=1e-3)
    assert StoredReview.open(tmp_path / "out").summary.found_ranges_s


def test_once_the_range_is_found_the_rest_is_read_and_judged_by_it_at_once(film, reviewed, tmp_path, monkeypatch):
    read = []
    waiting = VideoSource.waiting

    def counted(self):
        for frame in waiting(self):
            read.append(frame.index)
            yield frame

    monkeypatch.setattr(VideoSource, "waiting", counted)
    options = Options(settings=STICK, estimator=open_drawn, video=False, pdf=False)
    review_file(film, tmp_path / "at_once", options)
    frames = round(SECONDS * FPS)
    again = len(read) - frames
    assert 0.6 * frames < again < 0.85 * frames  # up to where the range was found, some 20 s, and no further

    monkeypatch.setattr(run, "GoingOn", lambda *how: None)
    review_file(film, tmp_path / "afterwards", options)
    for row, other in zip(rows(tmp_path / "at_once"), rows(tmp_path / "afterwards"), strict=True):
        for name, value in row.items():
            if name.endswith(("_deg", "_sd", "share")) and value:
                assert float(value) == pytest.approx(float(other[name]), abs=0.02), (name, row["time_s"])
            else:
                assert value == other[name], (name, row["time_s"])


@pytest.mark.parametrize("level", [0.0, 4.0])
def test_what_waited_for_a_range_is_drawn_where_none_comes(film, tmp_path, monkeypatch, level):
    def held(t):
        return ramp(t, (7.0, 0.0), (7.6, level), (SECONDS, level))

    monkeypatch.setattr(run, "every_source", lambda settings: [Scripted(held, sd_deg=1.5, name="contour")])
    drawn_s, film_s = drawn_in(film, tmp_path / "out", monkeypatch)
    assert drawn_s == pytest.approx(film_s, abs=1e-3)
    assert len(drawn_s) == round(SECONDS * FPS)
    assert not StoredReview.open(tmp_path / "out").summary.found_ranges_s
    with av.open(str(tmp_path / "out" / "annotated.mp4")) as video:
        assert sum(1 for _ in video.decode(video=0)) == len(film_s)


def test_the_shares_are_numbers_that_are_read_back(reviewed):
    share = reviewed.series().curve("tuck_share")[1]
    assert np.isnan(share[: round(15 * FPS)]).all()
    assert share[-1] == pytest.approx(1.8 / 2.05, abs=0.05)


def test_the_bands_of_the_tuck_are_those_of_the_own_range(reviewed):
    own = reviewed.summary.sides[0].own_range
    tuck = summary_targets(reviewed.summary)["tuck_deg"]
    assert tuck.green[0] == pytest.approx(own.zero_deg + own.tuck_deg / 2, abs=0.01)
    assert tuck.yellow[0] == pytest.approx(own.zero_deg - 0.45 * own.arch_deg, abs=0.01)
    assert summary_targets(reviewed.summary, "left")["tuck_deg"].green[0] == STICK.pelvis.learned.tucked_deg


def test_without_looking_for_it_the_same_film_is_full_of_faults(film, reviewed, tmp_path):
    given = Corrections(no_range=True)
    review_file(film, tmp_path / "out", Options(settings=STICK, estimator=open_drawn, corrections=given, video=False))
    summary = StoredReview.open(tmp_path / "out").summary
    assert [fault.kind.value for fault in summary.faults] == ["arching", "arching"]
    assert summary.found_ranges_s == ()
    assert summary.sides[0].own_range is None
    assert summary.uncorrected_verdict == reviewed.summary.verdict
    raw = Summary.from_json((tmp_path / "out" / "uncorrected.json").read_text(encoding="utf-8"))
    assert raw.found_ranges_s == reviewed.summary.found_ranges_s


def test_a_range_that_is_marked_takes_the_place_of_the_one_that_is_found(film, reviewed, tmp_path):
    given = Corrections(ranges_s=((2.5, 17.0),))
    judged = rejudge(reviewed, given).summary
    assert judged.found_ranges_s == ()
    assert judged.sides[0].own_range is not None
    assert judged.sides[0].own_range.origin == "marked"
    assert judged.uncorrected_verdict == reviewed.summary.verdict
    review_file(film, tmp_path / "out", Options(settings=STICK, estimator=open_drawn, corrections=given, video=False))
    assert StoredReview.open(tmp_path / "out").summary.holds == judged.holds


def test_judged_again_it_is_found_again_and_no_correction(reviewed, tmp_path):
    again = rejudge(reviewed, Corrections()).summary
    assert again == reviewed.summary
    rejudge_folder(reviewed, tmp_path / "again", Corrections(), video=False)
    folder = StoredReview.open(tmp_path / "again")
    assert folder.summary.found_ranges_s == reviewed.summary.found_ranges_s
    assert folder.summary.holds == reviewed.summary.holds
    assert rows(tmp_path / "again") == rows(reviewed.folder)


def test_a_film_with_a_found_range_is_judged_already(film, reviewed, tmp_path):
    shutil.copytree(reviewed.folder, tmp_path / "out")
    summary = reviewed.summary.model_copy(update={"program": program_provenance(find_model("full"))})
    (tmp_path / "out" / "summary.json").write_text(summary.to_json(), encoding="utf-8")
    assert isinstance(
        judged_already(FileToReview(film, tmp_path / "out"), Options(settings=STICK), summary.program), Message
    )


def test_what_follows_the_range_is_drawn_once_and_not_a_second_time(film, tmp_path, monkeypatch):
    drawn_s = []
    add = Results.add

    def noted(self, frame, assessment):
        drawn_s.append(frame.time_s)
        add(self, frame, assessment)

    monkeypatch.setattr(Results, "add", noted)
    review_file(film, tmp_path / "out", Options(settings=STICK, estimator=open_drawn, video=False))
    frames = round(SECONDS * FPS)
    with (tmp_path / "out" / "angles.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == frames
    assert sorted(set(drawn_s)) == pytest.approx([n / FPS for n in range(frames)], abs=0.01)
    twice = [time_s for time_s in drawn_s if drawn_s.count(time_s) > 1]
    # The range is complete two seconds after its last swing, and is looked for every three seconds.
    assert max(twice) < 20.5
