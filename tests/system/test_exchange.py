"""Two folders change places."""

import sys

import pytest

from formcheck.system.exchange import exchanged


def folder(path, text):
    path.mkdir()
    (path / "file").write_text(text)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="cannot")
def test_two_folders_change_places(tmp_path):
    one, other = folder(tmp_path / "one", "1"), folder(tmp_path / "other", "2")
    if not exchanged(one, other):
        pytest.skip("this disk cannot do that")
    assert ((one / "file").read_text(), (other / "file").read_text()) == ("2", "1")


def test_where_one_is_missing_nothing_is_changed(tmp_path):
    one = folder(tmp_path / "one", "1")
    assert not exchanged(one, tmp_path / "missing")
    assert (one / "file").read_text() == "1"
