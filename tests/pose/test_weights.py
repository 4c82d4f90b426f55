from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest

from formcheck.pose import weights
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.pose.weights import BUNDLES, ModelError, checksum_known, find_model


@pytest.fixture
def folders(tmp_path, monkeypatch) -> list[Path]:
    """Empty folders in place of the package's, the checkout's and the user's."""
    places = [tmp_path / name for name in ("package", "checkout", "user")]
    for place in places:
        place.mkdir()
    monkeypatch.setattr(weights, "model_folders", lambda: places)
    monkeypatch.setattr(weights, "user_folder", lambda: places[-1])
    return places


def write_bundle(
    path: Path, parts: tuple[str, ...] = ("pose_detector.tflite", "pose_landmarks_detector.tflite")
) -> Path:
    with zipfile.ZipFile(path, "w") as bundle:
        for part in parts:
            bundle.writestr(part, b"weights" * 100)
    return path


def sentence(name: str | Path) -> str:
    with pytest.raises(ModelError) as error:
        find_model(name)
    message = str(error.value)
    assert "\n" not in message and message.endswith(".")
    return message


def test_the_full_model_comes_along_and_is_the_right_one():
    path = find_model()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == BUNDLES["full"].sha256
    assert checksum_known(path)


def test_the_table_of_the_models_page_says_the_same():
    page = (Path(__file__).parents[2] / "models" / "README.md").read_text(encoding="utf-8")
    for bundle in BUNDLES.values():
        (row,) = (line for line in page.splitlines() if line.startswith(f"| {bundle.filename} |"))
        assert bundle.sha256 in row


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_model_is_found_in_each_of_its_folders(folders, place):
    shutil.copy(Path(__file__).parents[2] / "models" / BUNDLES["full"].filename, folders[place])
    assert find_model("full").parent == folders[place]


def test_a_damaged_full_model_is_refused_in_one_sentence(folders):
    whole = (Path(__file__).parents[2] / "models" / BUNDLES["full"].filename).read_bytes()
    (folders[0] / BUNDLES["full"].filename).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert "damaged" in sentence("full") and "install formcheck again" in sentence("full")


def test_a_missing_full_model_is_refused_in_one_sentence(folders):
    assert "missing" in sentence("full")


@pytest.mark.parametrize("name", ["lite", "heavy"])
def test_a_model_not_there_says_where_to_get_it_and_where_to_put_it(folders, name):
    message = sentence(name)
    assert f"https://storage.googleapis.com/mediapipe-models/pose_landmarker/pose_landmarker_{name}/" in message
    assert "https://ai.google.dev/" in message
    assert str(folders[-1]) in message


def test_googles_own_heavy_bundle_is_taken_though_its_checksum_is_another(folders):
    path = write_bundle(folders[-1] / BUNDLES["heavy"].filename)
    assert find_model("heavy") == path
    assert not checksum_known(path)


def test_a_bundle_is_taken_from_its_path(tmp_path):
    path = write_bundle(tmp_path / "Übung.task")
    assert find_model(path) == find_model(str(path)) == path


@pytest.mark.parametrize("content", [b"", b"not a zip at all", b"PK\x03\x04" + bytes(40)])
def test_a_file_that_is_no_bundle_is_refused(tmp_path, content):
    path = tmp_path / "my.task"
    path.write_bytes(content)
    assert str(path) in sentence(path)


def test_a_bundle_of_another_task_is_refused(tmp_path):
    assert "not a Pose Landmarker bundle" in sentence(write_bundle(tmp_path / "hand.task", ("hand_detector.tflite",)))


def test_a_bundle_with_a_flipped_bit_is_refused(tmp_path):
    path = write_bundle(tmp_path / "my.task")
    data = bytearray(path.read_bytes())
    data[data.index(b"weights")] ^= 1
    path.write_bytes(bytes(data))
    assert "damaged" in sentence(path)


@pytest.mark.parametrize("name", ["ful", "missing/model.task", "."])
def test_a_name_that_is_no_model_names_the_choices(name):
    assert "lite, full, heavy" in sentence(name)


def test_weights_that_mediapipe_cannot_load_are_refused_in_one_sentence(tmp_path):
    with pytest.raises(ModelError, match="cannot load"):
        PoseLandmarker(write_bundle(tmp_path / "hollow.task"))
