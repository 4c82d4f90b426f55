"""Files are whole or not there."""

import errno

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
