import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.errors import OutputError
from formcheck.results import folder as folders
from formcheck.results.folder import folder_names, lives, whole_folder


def everything(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


class Counting(str):
    """A name that counts how often it is brought into the form in which names are compared."""

    asked = 0
    __slots__ = ()

    def casefold(self) -> str:
        Counting.asked += 1
        return super().casefold()


class Named(type(Path())):  # type: ignore[misc]
    """A path with such a stem."""

    @property
    def stem(self) -> str:
        return Counting(super().stem)


def test_names_of_50_000_files_are_found_in_one_pass(monkeypatch):
    files: list[Path] = [Named(f"{number}/{'left' if number % 2 else f'clip{number}'}.mp4") for number in range(50_000)]
    monkeypatch.setattr(Counting, "asked", 0)
    names = folder_names(files)
    assert len({name.casefold() for name in names}) == 50_000
    assert (names[0], names[1], names[3], names[-1]) == ("clip0", "left", "left-2", "left-25000")
    assert Counting.asked <= 5 * len(files)


def test_a_number_that_another_file_has_in_its_own_name_is_not_given_twice():
    files = [Path(f"{n}/{stem}.mp4") for n, stem in enumerate(["left-2", "left", "LEFT", "left", "left-2"])]
    assert folder_names(files) == ["left-2", "left", "LEFT-3", "left-4", "left-2-2"]


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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells of a process that has ended")
def test_a_process_that_has_ended_and_was_not_taken_note_of_is_not_alive():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    assert not lives(ended.pid)
    ended.wait()
    assert lives(os.getppid())


def dead() -> int:
    """The number of a process that was there and is no more."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other disks may not exchange folders")
def test_a_review_that_is_killed_at_any_step_of_replacing_leaves_the_old_or_the_new_results(tmp_path):
    """Ended by the system at each call that changes a folder: under the name there are results every time."""
    killed = """
import os, sys
from pathlib import Path
from formcheck.results.folder import whole_folder
target, left = Path(sys.argv[1]), [int(sys.argv[2])]
def count(name, _):
    if name in ("os.rename", "shutil.rmtree", "os.remove", "os.rmdir", "ctypes.call_function"):
        left[0] -= 1
        if left[0] < 0:
            os._exit(9)
with whole_folder(target, force=True) as part:
    (part / "angles.csv").write_text("new")
    sys.addaudithook(count)
"""
    target = tmp_path / "left"
    ends = []
    for steps in range(8):
        target.mkdir(exist_ok=True)
        (target / "angles.csv").write_text("old")
        ends.append(subprocess.run([sys.executable, "-c", killed, str(target), str(steps)], check=False).returncode)
        assert (target / "angles.csv").read_text() in ("old", "new"), steps
    assert ends[0] == 9 and ends[-1] == 0


def test_results_that_a_killed_review_was_replacing_come_back_with_the_next_review_of_any_file(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "exchanged", lambda *_: False)
    hidden = tmp_path / f".left.{folders._HOST}-{dead()}.old"
    hidden.mkdir()
    (hidden / "angles.csv").write_text("old")
    with whole_folder(tmp_path / "right") as part:
        (part / "angles.csv").write_text("new")
    assert everything(tmp_path) == ["left", "left/angles.csv", "right", "right/angles.csv"]


def test_what_a_review_at_work_is_replacing_stays_its_own(tmp_path):
    hidden = tmp_path / f".left.{folders._HOST}-{os.getppid()}.old"
    hidden.mkdir()
    with whole_folder(tmp_path / "right"):
        pass
    assert hidden.exists()


def test_where_folders_cannot_be_exchanged_the_new_results_still_replace_the_old(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "exchanged", lambda *_: False)
    target = tmp_path / "left"
    target.mkdir()
    (target / "angles.csv").write_text("old")
    with whole_folder(target, force=True) as part:
        (part / "angles.csv").write_text("new")
    assert everything(tmp_path) == ["left", "left/angles.csv"]
    assert (target / "angles.csv").read_text() == "new"
