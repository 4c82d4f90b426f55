"""Videos and results that lie elsewhere than on a disk: here, in the memory that fsspec offers as a file system."""

import pytest

from formcheck.errors import FormcheckError, OutputError
from formcheck.report.overview import write_overview
from formcheck.results.storage import at_hand, on_disk, place, put_back
from formcheck.results.stored import StoredReview
from formcheck.review.batch import find_files
from tests.support import stored as made

pytest.importorskip("upath")
fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def there():
    folder = place("memory://places")
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    memory = fsspec.filesystem("memory")
    memory.rm("/places", recursive=True)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_path_is_on_a_disk_and_a_url_is_not(tmp_path):
    assert on_disk(place(str(tmp_path)))
    assert not on_disk(place("memory://places/x"))


def test_what_nothing_reaches_is_refused_in_one_sentence():
    with pytest.raises(FormcheckError, match="Cannot reach nothing://x"):
        place("nothing://x/y")


def test_videos_at_a_url_are_found_and_their_results_keep_their_place(there, tmp_path):
    for name in ("anna/left.mp4", "ben/notes.txt", "x.mov"):
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        (there / name).write_bytes(b"video")
    jobs = {str(job.file): job.folder for job in find_files([there], tmp_path)}
    assert jobs == {
        "memory://places/anna/left.mp4": tmp_path / "anna" / "left",
        "memory://places/x.mov": tmp_path / "x",
    }
    assert {str(job.folder) for job in find_files([there], there / "out")} >= {"memory://places/out/anna/left"}


def test_a_video_is_fetched_and_the_copy_goes_afterwards(there):
    (there / "clip.mp4").write_bytes(b"video")
    with at_hand(there / "clip.mp4") as file:
        assert (file.name, file.read_bytes()) == ("clip.mp4", b"video")
    assert not file.exists()
    with pytest.raises(FormcheckError, match="Cannot fetch"), at_hand(there / "none.mp4"):
        pass


def test_results_are_put_there_the_summary_last(there, monkeypatch):
    written = []
    kind = type(there)
    write = kind.write_bytes

    def noted(path, data):
        written.append(path.name)
        return write(path, data)

    monkeypatch.setattr(kind, "write_bytes", noted)
    with put_back(there / "clip") as here:
        made.store(here)
    assert names(there / "clip") == sorted(written)
    assert written[-1] == "summary.json"
    assert StoredReview.open(there / "clip").summary.file.name == "clip.mp4"


def test_results_there_are_replaced_only_when_forced_and_only_ours(there):
    with put_back(there / "clip") as here:
        made.store(here)
    (there / "clip" / "report.html").write_bytes(b"old")
    with pytest.raises(OutputError, match="exists already"), put_back(there / "clip"):
        pass
    with put_back(there / "clip", force=True) as here:
        made.store(here, name="new.mp4")
    assert names(there / "clip") == ["angles.csv", "keypoints.csv", "summary.json"]
    assert StoredReview.open(there / "clip").summary.file.name == "new.mp4"
    (there / "clip" / "diary.txt").write_bytes(b"mine")
    with pytest.raises(OutputError, match="holds more"), put_back(there / "clip", force=True):
        pass


def test_nothing_is_put_there_where_the_review_fails(there):
    with pytest.raises(RuntimeError), put_back(there / "clip") as here:
        made.store(here)
        raise RuntimeError
    assert names(there) == []


def test_the_overview_of_results_elsewhere_lies_beside_them(there):
    with put_back(there / "anna" / "left") as here:
        made.store(here)
    index = write_overview(there, [])
    assert str(index) == "memory://places/index.html"
    assert names(there) == ["anna", "index.html", "summary.csv"]
    assert "anna/left/report.html" in index.read_text()
