import pytest

from tests.support import clips
from tests.support.commands import knee, review, reviewed


@pytest.fixture(autouse=True)
def _no_debugging(monkeypatch):
    monkeypatch.delenv("FORMCHECK_DEBUG", raising=False)


@pytest.fixture(scope="session")
def few():
    """A dozen pictures of the good clip."""
    return clips.pictures(count=12)


@pytest.fixture(scope="session")
def enough():
    """A little over two seconds of the good clip: what is shorter is not judged."""
    return clips.pictures(count=52)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "results"


@pytest.fixture(scope="session")
def plain_knee(enough, tmp_path_factory):
    """The front knee angle of these pictures as an ordinary video."""
    place = tmp_path_factory.mktemp("plain")
    clip = clips.write_clip(place / "plain.mp4", enough)
    return knee(reviewed(review(clip, "--out", place, "--no-video"), place / "plain"))
