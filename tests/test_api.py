"""formcheck for programs."""

import subprocess
import sys

import plotly.graph_objects as go
import pytest

import formcheck
from formcheck.errors import FormcheckError
from tests.support import stored as made
from tests.support.clips import pictures, write_clip


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    return formcheck.load(made.store(tmp_path_factory.mktemp("results") / "clip").folder)


def test_a_video_is_reviewed_and_kept(tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", pictures(count=12))
    judged = formcheck.review(clip, exports=("mot",))
    assert len(judged.frames) == len(judged.keypoints) == 12
    assert judged.judged
    saved = judged.save(tmp_path / "kept")
    temporary = judged.folder
    del judged
    assert not temporary.exists()
    assert {"angles.csv", "summary.json", "report.html", "angles.mot"} <= {path.name for path in saved.iterdir()}
    assert len(formcheck.load(saved).frames) == 12


def test_frames_holds_and_faults_are_at_hand(loaded):
    assert loaded.frames["lunge_deg"].max() == pytest.approx(16, abs=1)
    assert loaded.frames["half_kneeling"].sum() > 300
    (hold,), (fault,) = loaded.holds, loaded.faults
    assert (hold.complete, fault.kind) == (True, "over_lunging")
    assert loaded.verdict in repr(loaded)


def test_the_plot_has_the_curves(loaded):
    figure = loaded.plot()
    assert isinstance(figure, go.Figure)
    lunge = next(trace for trace in figure.data if trace.hovertemplate and "Lunge" in trace.hovertemplate)
    assert max(value for value in lunge.y if value == value) == pytest.approx(16, abs=1)


def test_a_folder_in_the_way_is_left_alone(loaded, tmp_path):
    with pytest.raises(FormcheckError, match="exists already"):
        loaded.save(tmp_path)


def test_a_missing_file_is_one_sentence():
    with pytest.raises(FormcheckError, match=r"nowhere\.mp4"):
        formcheck.review("nowhere.mp4")


@pytest.mark.parametrize("first", ["import formcheck", "import formcheck.results.summary, formcheck"])
def test_the_function_is_there_whatever_was_imported_before(first):
    code = f"{first}; print(callable(formcheck.review), callable(formcheck.load), formcheck.Review.__name__)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "True True Review\n"
