"""Options that cannot be: one sentence, exit code 2, nothing left behind."""

import pytest

from formcheck.pose import weights
from formcheck.settings import files
from tests.support import clips
from tests.support.commands import everything, refused, review


def test_a_broken_model_file(tmp_path, out, few):
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])
    model = tmp_path / "model.task"
    model.write_bytes(b"PK\x03\x04 torn")
    refused(review(clip, "--out", out, "--model", model), "model.task")
    assert everything(tmp_path) == ["clip.mp4", "model.task"]


def test_a_model_that_is_not_there_says_where_to_get_it(tmp_path, out, few, monkeypatch):
    monkeypatch.setattr(weights, "model_folders", lambda: [tmp_path])
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])
    refused(review(clip, "--out", out, "--model", "heavy"), "heavy", "https://")


def test_an_unknown_setting(tmp_path, out, few):
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])
    own = tmp_path / "own.toml"
    own.write_text("[bands.front_knee_deg]\ngren = [80, 100]\n")
    refused(review(clip, "--out", out, "--settings", own), "bands.front_knee_deg.gren")
    assert not out.exists()


@pytest.mark.parametrize("text", ["[errors]\ntrunk_deg = 4\n", "errors = 1\n"])
def test_the_measured_errors_are_no_setting_any_more_and_whoever_types_them_is_told_so(tmp_path, out, text):
    own = tmp_path / "own.toml"
    own.write_text(text)
    refused(review(tmp_path / "clip.mp4", "--out", out, "--settings", own), "'errors' in", "measured errors", "leave")


def test_a_setting_with_its_old_name_is_refused_with_the_name_of_today(tmp_path, out, monkeypatch):
    monkeypatch.setattr(files, "RENAMED", {"gates.tilt_pass_deg": "gates.roll_pass_deg"})
    own = tmp_path / "own.toml"
    own.write_text("[gates]\ntilt_pass_deg = 2\n")
    refused(
        review(tmp_path / "clip.mp4", "--out", out, "--settings", own), "gates.tilt_pass_deg", "gates.roll_pass_deg"
    )


def test_stickers_of_no_known_colour(tmp_path, out):
    refused(review(tmp_path / "clip.mp4", "--out", out, "--markers", "mauve"), "'mauve'", "--markers", "green")
    assert not out.exists()


@pytest.mark.parametrize("text", ["[phases\n", "[phases]\nhold_target_s = 'long'\n", "[phases]\nhold_target_s = -3\n"])
def test_settings_that_cannot_be(tmp_path, out, few, text):
    clip = clips.write_clip(tmp_path / "clip.mp4", few[:2])
    own = tmp_path / "own.toml"
    own.write_text(text)
    refused(review(clip, "--out", out, "--settings", own), "own.toml")
