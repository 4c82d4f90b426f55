"""Files are whole or not there."""

import errno
import os
import threading

import pytest

from formcheck.errors import OutputError
from formcheck.system.outputs import whole_file, write_text


def test_a_file_appears_when_it_is_complete(tmp_path):
    path = tmp_path / "a.txt"
    with whole_file(path) as part:
        part.write_text("x")
        assert not path.exists()
    assert path.read_text() == "x"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), whole_file(path) as part:
        part.write_text("half")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "no room left"),
        (errno.EACCES, "Not allowed"),
        (errno.EROFS, "Not allowed"),
        (errno.EIO, "Cannot"),
    ],
)
def test_each_refusal_says_what_to_do(tmp_path, number, says):
    with pytest.raises(OutputError, match=says) as caught, whole_file(tmp_path / "a.txt"):
        raise OSError(number, "the system's words")
    assert "choose another folder." in str(caught.value)
    assert "\n" not in str(caught.value)


def test_text_is_written_in_utf8(tmp_path):
    write_text(tmp_path / "ü.txt", "90° −")
    assert (tmp_path / "ü.txt").read_bytes() == "90° −".encode()


def test_two_programs_that_write_one_file_do_not_trip_over_each_other(tmp_path):
    path = tmp_path / "summary.csv"
    with whole_file(path) as first:
        first.write_text("first")
        with whole_file(path) as second:
            assert second != first
            second.write_text("second")
        assert path.read_text() == "second"
    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]


def test_many_threads_may_write_one_file(tmp_path):
    path, refused = tmp_path / "summary.csv", []

    def write():
        try:
            for _ in range(30):
                write_text(path, "x" * 1000)
        except OutputError as error:
            refused.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not refused and path.read_text() == "x" * 1000
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_program_has_left_of_a_file_goes_and_what_another_writes_stays(tmp_path):
    path = tmp_path / "summary.csv"
    old, young = tmp_path / "summary.csv.1-0.part", tmp_path / "summary.csv.2-0.part"
    for left in (old, young):
        left.write_text("half")
    os.utime(old, (0, 0))
    write_text(path, "x")
    assert sorted(tmp_path.iterdir()) == [path, young]


def test_the_longest_name_that_a_disk_takes_can_be_written(tmp_path):
    path = tmp_path / ("a" * 250 + ".csv")
    write_text(path, "x")
    assert path.read_text() == "x"
