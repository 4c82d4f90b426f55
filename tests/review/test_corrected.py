"""A corrected review keeps what was found without the corrections beside it."""

import numpy as np
import pytest

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.lunge.legs import Stance
from formcheck.lunge.pelvis.reading import Reading
from formcheck.lunge.quantities import QUANTITIES
from formcheck.records import Frame
from formcheck.results.poses import NAME, Recorder
from formcheck.results.stored import StoredReview
from formcheck.results.summary import Summary
from formcheck.review import run
from formcheck.review.rejudge import Rejudger, rejudge
from formcheck.review.run import Options, review_file
from tests.support.bodies import kneeling_points
from tests.support.clips import GOOD
from tests.support.pelvises import Scripted


def read(path) -> Summary:
    return Summary.from_json(path.read_text(encoding="utf-8"))


def test_corrected_and_raw_are_both_recorded(tmp_path):
    given = Corrections(rear_side="left", baselines_s=((0.5, 2.0),), end_s=4.0)
    review_file(GOOD, tmp_path / "out", Options(video=False, corrections=given, note="Knee <b> of last week"))
    corrected, raw = read(tmp_path / "out" / "summary.json"), read(tmp_path / "out" / "uncorrected.json")
    assert (corrected.corrections, raw.corrections) == (given, Corrections(end_s=4.0))
    assert ([s.rear_side for s in corrected.sides], [s.rear_side for s in raw.sides]) == (["left"], ["right"])
    baseline = corrected.sides[0].baseline
    assert baseline is not None
    assert (baseline.start_s, baseline.end_s) == (0.5, 2.0)
    assert corrected.uncorrected_verdict == raw.verdict
    assert corrected.file.duration_s == pytest.approx(4.0, abs=0.1)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Corrected by hand:" in page
    assert raw.verdict in page
    assert corrected.note == "Knee <b> of last week"
    assert "Knee &lt;b&gt; of last week" in page


def test_what_is_judged_without_the_corrections_has_sources_that_remember_nothing_of_the_corrected_side(
    tmp_path, monkeypatch
):
    """Stickers are followed from picture to picture, so that what one judge saw is no help to another."""
    opened: list[Scripted] = []

    def sources(settings):
        opened.append(Scripted(lambda t: 0.0))
        return [opened[-1]]

    monkeypatch.setattr(run, "every_source", sources)
    given = Corrections(rear_side="left", end_s=2.0)
    review_file(GOOD, tmp_path / "out", Options(video=False, pdf=False, corrections=given))
    assert len(opened) == 2
    assert all(source.looks > 10 for source in opened)


def test_a_source_is_asked_once_for_each_picture_though_two_judge_it():
    recorder = Recorder()
    one, other = (Scripted(lambda t: None if t > 0 else 1.0) for _ in range(2))
    recorded = [recorder.recorded([source])[0] for source in (one, other)]
    stance = Stance(kneeling_points(), np.ones(33), "right", "right")
    for source in (*recorded, *recorded):
        seen = [source.look(Frame(i, i / 10), stance.keypoints_px, stance) for i in range(2)]
        assert isinstance(seen[0], Reading)
        assert seen[1] is None
    assert (one.looks, other.looks) == (2, 2)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"baselines_s": ((0.1, 0.2),), "start_s": 0.5, "end_s": 1.0}, "error.review.neutral"),
        ({"start_s": 500.0}, "error.review.part"),
    ],
)
def test_a_correction_that_the_video_does_not_bear_out_is_refused(tmp_path, given, code):
    with pytest.raises(FormcheckError) as refused:
        review_file(GOOD, tmp_path / "out", Options(video=False, corrections=Corrections(**given)))
    assert refused.value.message.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("review") / "out"
    review_file(GOOD, folder, Options(video=False, corrections=Corrections(end_s=6.0)))
    return StoredReview.open(folder)


def test_judged_again_in_the_same_way_the_same_is_found(stored):
    again = rejudge(stored, stored.summary.corrections)
    assert again.summary == stored.summary
    times, tuck = again.series.curve("tuck_deg")
    assert times == pytest.approx(stored.numbers("angles", "time_s"), abs=1e-4)
    assert tuck == pytest.approx(stored.numbers("angles", "tuck_deg"), abs=0.011, nan_ok=True)
    assert again.summary.pelvis.source == "contour"
    assert not (stored.folder / "uncorrected.json").exists()  # to look at a part of the video corrects nothing


def test_judged_again_with_another_neutral_the_same_is_found_as_by_a_whole_review(stored, tmp_path):
    given = Corrections(baselines_s=((0.2, 1.5),), holds_s=((2.0, 3.0), (3.5, 5.0)), end_s=6.0)
    review_file(GOOD, tmp_path / "out", Options(video=False, corrections=given))
    again, whole = rejudge(stored, given).summary, read(tmp_path / "out" / "summary.json")
    moment = {"pelvis", "reviewed_at"}
    assert again.model_dump(exclude=moment) == whole.model_dump(exclude=moment)
    assert again.pelvis.shares == pytest.approx(whole.pelvis.shares, abs=0.02)
    assert [(hold.start_s, hold.end_s) for hold in again.holds] == [(2.0, 3.0), (3.5, 5.0)]


def test_judged_again_and_again_each_time_as_if_for_the_first_time(stored):
    again = Rejudger(stored)
    for given in (
        {},
        {"baselines_s": ((0.2, 1.5),)},
        {"baselines_s": ((0.2, 1.5),), "holds_s": ((2.0, 3.0),)},
        {"rear_side": "left"},
        {"end_s": 3.0},
        {},
    ):
        corrections = Corrections(**({"end_s": 6.0} | given))
        now, first = again.judge(corrections), rejudge(stored, corrections)
        assert now.summary == first.summary
        for quantity in QUANTITIES:
            assert np.array_equal(now.series.curve(quantity)[1], first.series.curve(quantity)[1], equal_nan=True)


def test_judged_again_from_the_other_side_the_tuck_is_not_invented(stored):
    again = rejudge(stored, Corrections(facing="left", end_s=6.0))
    assert again.summary.pelvis.source == "none"
    assert again.summary.uncorrected_verdict == stored.summary.verdict


def test_another_person_or_a_review_without_its_poses_is_one_sentence(stored, tmp_path):
    with pytest.raises(FormcheckError, match="choose the person there"):
        rejudge(stored, Corrections(person=2))
    for content in (None, b"", b"PK", (stored.folder / NAME).read_bytes()[:5000]):
        if content is not None:
            (tmp_path / NAME).write_bytes(content)
        with pytest.raises(FormcheckError, match=f"{NAME} is missing or damaged"):
            rejudge(StoredReview(tmp_path, stored.summary), Corrections(end_s=6.0))
