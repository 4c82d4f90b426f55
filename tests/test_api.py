"""formcheck for programs."""

import dataclasses
import inspect
import subprocess
import sys

import plotly.graph_objects as go
import pytest

import formcheck
from formcheck.errors import FormcheckError
from formcheck.review.run import Options
from tests.support import stored as made
from tests.support.clips import pictures, write_clip


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    return formcheck.load_review(made.store(tmp_path_factory.mktemp("results") / "clip").folder)


def test_a_video_is_reviewed_and_kept(tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", pictures(count=52))
    judged = formcheck.review_video(clip, exports=("mot",))
    assert len(judged.frames) == len(judged.keypoints) == 52
    assert judged.judged
    saved = judged.save(tmp_path / "kept")
    temporary = judged.folder
    del judged
    assert not temporary.exists()
    assert {"angles.csv", "summary.json", "report.html", "angles.mot"} <= {path.name for path in saved.iterdir()}
    assert len(formcheck.load_review(saved).frames) == 52


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
        formcheck.review_video("nowhere.mp4")


def test_a_language_that_there_is_not_is_one_sentence():
    with pytest.raises(FormcheckError, match=r"'klingon': choose en(, \w+)* or \w+\."):
        formcheck.review_video("nowhere.mp4", language="klingon")


def test_every_public_name_is_there():
    assert [name for name in formcheck.__all__ if getattr(formcheck, name, None) is None] == []
    assert set(formcheck.__all__) <= set(dir(formcheck))


def test_the_import_alone_loads_nothing_heavy():
    heavy = {"numpy", "cv2", "pydantic", "mediapipe", "plotly"}
    code = f"import sys, formcheck; print(sorted({heavy} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


def test_every_option_of_a_review_is_typed():
    options = inspect.signature(formcheck.review_video).parameters.values()
    assert [option.name for option in options if option.annotation is option.empty] == []
    assert inspect.Parameter.VAR_KEYWORD not in {option.kind for option in options}


def test_every_option_of_the_command_is_one_of_the_call():
    """Where results lie and whether they replace others is `Review.save`'s to ask; `earlier` is of the page alone."""
    call = set(inspect.signature(formcheck.review_video).parameters)
    assert {field.name for field in dataclasses.fields(Options)} - call == {"force", "earlier"}


@pytest.mark.parametrize("first", ["import formcheck", "import formcheck.results.summary, formcheck"])
def test_the_calls_of_0_1_0_work_for_one_version_more_and_say_what_they_are_called_now(first, loaded, tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", pictures(count=3))
    code = f"""{first}, warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always", DeprecationWarning)
    print(type(formcheck.load({str(loaded.folder)!r})).__name__, len(formcheck.review({str(clip)!r}).frames))
for warning in caught:
    if "formcheck" in str(warning.message):
        print(warning.filename, warning.message)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == [
        "Review 3",
        "<string> formcheck.load is called formcheck.load_review now and will be removed in formcheck 0.3.0.",
        "<string> formcheck.review is called formcheck.review_video now and will be removed in formcheck 0.3.0.",
    ]


def test_the_old_names_go_with_the_version_that_was_named():
    assert tuple(int(part) for part in formcheck.__version__.split(".")[:2]) < (0, 3), "remove review/deprecated.py"
