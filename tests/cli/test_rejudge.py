"""`formcheck rejudge`: a stored review judged anew, without the network; the earlier one stays as it is."""

import re

import pytest
from typer.testing import CliRunner, Result

from formcheck.cli import app
from formcheck.lunge.corrections import Corrections
from formcheck.pose import landmarker
from formcheck.results.stored import StoredReview
from formcheck.results.summary import Summary
from formcheck.review.rejudge import rejudge as rejudge_in_memory
from formcheck.review.run import Options, review_file
from formcheck.video.reader import open_source
from tests.support import clips
from tests.support.commands import everything, refused

NEUTRAL, HOLD = (0.2, 1.5), (2.0, 3.0)
MARKED = ("--baseline", "0.2-1.5", "--hold", "2-3")


def rejudge(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["rejudge", *map(str, arguments)])


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """Results of the first four seconds of a clip, in a folder called ``left``."""
    folder = tmp_path_factory.mktemp("results") / "left"
    options = Options(video=False, corrections=Corrections(end_s=4.0), note="Looks at the floor.", patient="P017")
    review_file(clips.GOOD, folder, options)
    return folder


@pytest.fixture(autouse=True)
def _no_network(left, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the network has been asked")

    monkeypatch.setattr(landmarker.PoseLandmarker, "__init__", refuse)


def summary_in(path) -> Summary:
    return Summary.from_json(path.read_text(encoding="utf-8"))


def test_a_stored_review_is_judged_anew_and_raw_and_corrected_stay_apart(left, out):
    before = {path.name: path.read_bytes() for path in left.iterdir()}
    told = rejudge(left, "--out", out, *MARKED)
    assert told.exit_code == 0, told.output
    assert {path.name: path.read_bytes() for path in left.iterdir()} == before
    stored, new = StoredReview.open(left), StoredReview.open(out / "left")
    given = Corrections(baselines_s=(NEUTRAL,), holds_s=(HOLD,), end_s=4.0)
    again = rejudge_in_memory(stored, given).summary
    assert new.summary.corrections == given
    assert new.summary == again.model_copy(update={"pictures": "none"})
    assert (new.summary.note, new.summary.patient) == ("Looks at the floor.", "P017")
    assert [(hold.start_s, hold.end_s) for hold in new.summary.holds] == [HOLD]
    raw = summary_in(out / "left" / "uncorrected.json")
    assert raw == stored.summary.model_copy(update={"pictures": "none", "note": ""})
    assert new.summary.uncorrected_verdict == raw.verdict
    assert "Corrected by hand:" in (out / "left" / "report.html").read_text(encoding="utf-8")
    assert new.numbers("angles", "time_s") == pytest.approx(stored.numbers("angles", "time_s"))
    assert len(clips.pictures(out / "left" / "annotated.mp4")) == stored.summary.file.frames


def test_two_neutrals_of_the_same_knee_are_both_taken_reported_and_shown(left, out):
    told = rejudge(left, "--out", out, "--baseline", "0.2-1.2", "--baseline", "2-3")
    assert told.exit_code == 0, told.output
    (side,) = StoredReview.open(out / "left").summary.sides
    assert [(own.start_s, own.end_s) for own in side.baselines] == [(0.2, 1.2), (2.0, 3.0)]
    assert side.baseline == side.baselines[0]
    page = (out / "left" / "report.html").read_text(encoding="utf-8")
    heading = re.search(r"<dt>Neutral rear thigh</dt>\s*<dd>(.*?)</dd>", page)
    assert heading is not None
    assert [round(own.rear_thigh_deg) for own in side.baselines] == [int(n) for n in re.findall(r"(\d+)°", heading[1])]
    assert page.count("Neutral</h3>") == 2
    assert page.count("<button>Neutral, right knee down</button>") == 2


def test_without_the_recording_there_is_only_the_drawing_and_with_it_the_person(left, out, tmp_path):
    assert rejudge(left, "--out", out, "--start", 1.5).exit_code == 0
    shown = rejudge(left, "--out", tmp_path / "shown", "--start", 1.5, "--recording", clips.GOOD)
    assert shown.exit_code == 0, shown.output
    drawn, filmed = (clips.pictures(folder / "left" / "annotated.mp4")[3] for folder in (out, tmp_path / "shown"))
    recorded = clips.pictures(start=round(1.5 * open_source(clips.GOOD).fps) + 3, count=1)[0]
    corner = (slice(-80, -10), slice(-80, -10))  # of the room, where nothing is drawn
    assert abs(filmed[corner].mean() - recorded[corner].mean()) < 5
    assert drawn[corner].std(axis=(0, 1)).max() < 3
    assert summary_in(out / "left" / "summary.json").pictures == "none"
    assert summary_in(tmp_path / "shown" / "left" / "summary.json").pictures == "as filmed"


def test_it_can_be_judged_anew_again_and_what_was_corrected_before_counts_no_more(left, out, tmp_path):
    assert rejudge(left, "--out", out, "--rear-side", "left", "--no-video", "--note", "wrong").exit_code == 0
    told = rejudge(out / "left", "--out", tmp_path / "back", "--end", 60, "--no-video")
    assert told.exit_code == 0, told.output
    back, first = (StoredReview.open(folder).summary for folder in (tmp_path / "back" / "left", left))
    assert back == first.model_copy(update={"pictures": "none", "note": "wrong"})
    assert not (tmp_path / "back" / "left" / "uncorrected.json").exists()


def test_what_cannot_be_judged_anew_is_one_sentence_and_leaves_nothing(left, out, tmp_path):
    bare = tmp_path / "bare"
    bare.mkdir()
    refused(rejudge(bare, "--out", out), "holds no results of a review")
    (bare / "summary.json").write_bytes((left / "summary.json").read_bytes())
    refused(rejudge(bare, "--out", out, *MARKED), "poses.npz is missing or damaged", "review the video again")
    refused(rejudge(left, "--out", out, "--hold", "5"), "--hold")
    refused(rejudge(left, "--out", out, "--baseline", "5-6"), "--baseline")
    refused(rejudge(left, "--out", out, "--start", 4.5), "--start and --end")
    refused(rejudge(left, "--out", out, "--start", 3.97, "--end", 3.99), "--start and --end")
    other = clips.write_clip(tmp_path / "other.mp4", clips.pictures(count=3))
    refused(rejudge(left, "--out", out, "--recording", other), "other.mp4 is not the file", clips.GOOD.name)
    refused(rejudge(left, "--out", left.parent, *MARKED), "--force")
    assert everything(tmp_path) == ["bare", "bare/summary.json", "other.mp4"]
