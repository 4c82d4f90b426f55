import errno
import stat
from pathlib import Path

import pytest

from formcheck.errors import OutputError
from formcheck.results.folder import folder_names, whole_folder


def everything(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def test_results_appear_whole_at_the_end(tmp_path):
    target = tmp_path / "out" / "left"
    with whole_folder(target) as part:
        (part / "angles.csv").write_text("1")
        assert not target.exists()
    assert everything(tmp_path) == ["out", "out/left", "out/left/angles.csv"]
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(target.parent.stat().st_mode)


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_review_leaves_nothing_not_even_new_parents(tmp_path, trouble):
    with pytest.raises(trouble), whole_folder(tmp_path / "a" / "b" / "left") as part:
        (part / "angles.csv").write_text("1")
        raise trouble
    assert everything(tmp_path) == []


def test_an_interrupted_review_keeps_the_neighbours(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "out" / "left"):
        raise RuntimeError
    assert everything(tmp_path) == ["out", "out/notes.txt"]


def test_existing_results_are_kept_without_force(tmp_path):
    (tmp_path / "left").mkdir()
    (tmp_path / "left" / "angles.csv").write_text("old")
    with pytest.raises(OutputError, match="exists already: have it replaced"), whole_folder(tmp_path / "left"):
        pytest.fail("the block must not run")
    assert (tmp_path / "left" / "angles.csv").read_text() == "old"


def test_force_replaces_the_old_results_only_at_the_end(tmp_path):
    target = tmp_path / "left"
    target.mkdir()
    (target / "angles.csv").write_text("old")
    (target / "report.html").write_text("old")
    with whole_folder(target, force=True) as part:
        (part / "angles.csv").write_text("new")
        assert (target / "angles.csv").read_text() == "old"
    assert everything(tmp_path) == ["left", "left/angles.csv"]
    assert (target / "angles.csv").read_text() == "new"


def test_force_keeps_the_old_results_when_the_new_ones_fail(tmp_path):
    target = tmp_path / "left"
    target.mkdir()
    (target / "angles.csv").write_text("old")
    with pytest.raises(KeyboardInterrupt), whole_folder(target, force=True):
        raise KeyboardInterrupt
    assert everything(tmp_path) == ["left", "left/angles.csv"]
    assert (target / "angles.csv").read_text() == "old"


def test_force_never_deletes_a_folder_that_holds_other_things(tmp_path):
    target = tmp_path / "Documents"
    target.mkdir()
    (target / "letter.txt").write_text("mine")
    with pytest.raises(OutputError, match="left alone"), whole_folder(target, force=True):
        pytest.fail("the block must not run")
    assert everything(tmp_path) == ["Documents", "Documents/letter.txt"]


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path):
    with pytest.raises(OutputError, match="no room left") as told, whole_folder(tmp_path / "left"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert "\n" not in str(told.value)
    assert everything(tmp_path) == []


def test_a_file_in_the_way_is_one_sentence(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="choose another folder"), whole_folder(tmp_path / "out" / "left"):
        pytest.fail("the block must not run")


def test_files_of_one_name_get_folders_of_their_own():
    paths = [Path("a/left.mp4"), Path("b/left.mov"), Path("left-2.mp4"), Path("c/Left.mp4"), Path("right.mp4")]
    assert folder_names(paths) == ["left", "left-2", "left-2-2", "Left-3", "right"]
