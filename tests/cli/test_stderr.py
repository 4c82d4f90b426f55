"""What every command writes beside its output: our own sentences and nothing of the libraries below.

Each in a process of its own, with a home folder that nothing has run in before: MediaPipe speaks when it is closed,
libpng, libjpeg and libtiff of damaged photos, Matplotlib of the fonts that it finds for the first time.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

import formcheck
from formcheck.archive.practice_history import History
from formcheck.messages.catalogue import catalogue
from formcheck.messages.safety import NOT_A_DEVICE, STOP_RULES
from tests.support import weeks
from tests.support.clips import SAMPLES, pictures, write_clip

STANDING = SAMPLES / "standing"
OURS = [catalogue("en").of("progress.nothing")]
NOTHING_COMPARED = "No video gave anything to compare; film.mp4: "
"""What is to be said of the few results that these commands are tried on."""


class Typist:
    """Types commands, one after another, in a home folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        own = {"PYTHONPATH": str(Path(formcheck.__file__).parents[1]), "HOME": str(folder / "home")}
        left_out = ("XDG_", "MPL", "GLOG", "TF_", "OPENCV_", "FORMCHECK_")
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(left_out)} | own

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "formcheck", *map(str, arguments)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.env)

    def stderr(self, *arguments: object, code: int = 0) -> list[str]:
        process = self.start(*arguments)
        said, beside = process.communicate(timeout=600)
        assert process.returncode == code, (arguments, said, beside)
        return beside.splitlines()


@pytest.fixture(scope="module")
def typist(tmp_path_factory):
    return Typist(tmp_path_factory.mktemp("typed"))


@pytest.fixture(scope="module")
def film(typist):
    films = typist.folder / "films"
    films.mkdir()
    return write_clip(films / "film.mp4", pictures(count=52))


@pytest.fixture(scope="module")
def results(typist, film):
    out = typist.folder / "out"
    assert typist.stderr("review", film, "--out", out) == []
    return out / "film"


@pytest.fixture(scope="module")
def practised(typist):
    history = History(typist.folder / "practised.sqlite3")
    for done in weeks.sessions(10, 20, 30):
        history.keep(done)
    return history.path


def test_a_review_with_video_report_and_pdf_is_silent(results):
    assert (results / "report.pdf").exists() and (results / "annotated.mp4").exists()


def test_damaged_photos_and_films_are_one_sentence_of_ours_each(typist, film):
    folder = typist.folder / "damaged"
    folder.mkdir()
    image = pictures(count=1)[0]
    for ending in ("jpg", "png", "tiff", "webp", "bmp"):
        whole = cv2.imencode(f".{ending}", image)[1].tobytes()
        (folder / f"cut.{ending}").write_bytes(whole[: len(whole) * 2 // 3])
        changed = bytearray(whole)
        for at in range(len(whole) // 2, len(whole) // 2 + 400, 7):
            changed[at] ^= 0x55
        (folder / f"changed.{ending}").write_bytes(changed)
    torn = bytearray(film.read_bytes())
    for at in range(len(torn) // 2, len(torn) // 2 + 3000, 97):
        torn[at] ^= 0x33
    (folder / "torn.mp4").write_bytes(torn)
    out = typist.folder / "of_damaged"
    lines = typist.stderr("review", folder, "--out", out, "--no-video", "--no-pdf", "--jobs", 1, code=2)
    assert lines and all(str(folder) in line and line.endswith((".", "?")) for line in lines), lines


@pytest.mark.parametrize(
    "command",
    [
        ("rejudge", "{results}", "--out", "{folder}/again", "--rear-side", "right"),
        ("export", "{results}", *(word for name in ("csv", "json", "trc", "note") for word in ("--to", name))),
        ("export", "{results}", "--to", "c3d", "--to", "parquet", "--height", "1.7"),
        ("compare", "{results}", "{results}", "--out", "{folder}/compared.html"),
        ("archive", "add", "P1", "{results}"),
        ("archive", "list"),
        ("archive", "log"),
        ("archive", "export", "P1", "--out", "{folder}/P1.json"),
        ("archive", "goals", "P1"),
        ("archive", "practice", "P1", "--history", "{practised}", "--consent"),
        ("archive", "backup", "{folder}/backup"),
        ("progress", "P1", "--out", "{folder}/progress.html", "--sheet", "{folder}/changed.pdf"),
        ("validate", "{films}", "--out", "{folder}/agreement"),
        ("launcher", "install"),
        ("launcher", "remove"),
        ("archive", "erase", "P1", "--yes"),
        ("settings",),
        ("doctor",),
        (
            *("posture", "--before", STANDING / "before_1.jpg", "--after", STANDING / "after_1.jpg"),
            *("--out", "{folder}/posture"),
        ),
    ],
    ids=lambda command: " ".join(map(str, command[:2]))[:14],
)
def test_every_other_command_is_silent(typist, results, film, practised, command):
    places = {"results": results, "folder": typist.folder, "films": film.parent, "practised": practised}
    typed = [str(word).format(**places) for word in command]
    lines = typist.stderr(*typed, code=2 if "validate" in typed else 0)
    assert [line for line in lines if line not in OURS and not line.startswith(NOTHING_COMPARED)] == []


@pytest.mark.slow
def test_so_is_the_demo(typist):
    assert typist.stderr("demo", "--out", typist.folder / "demo") == []


def test_live_says_what_is_safe_and_no_more(typist, film):
    lines = typist.stderr("live", "--headless", "--no-sound", "--source", film)
    words = catalogue("en")
    assert lines == [words.text(rule) for rule in (NOT_A_DEVICE, *STOP_RULES)]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_a_practice_that_is_ended_says_what_to_do_with_its_address_and_no_more(typist):
    process = typist.start("practice", "--no-browser", "--port", 0)
    assert process.stdout is not None and "http" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, beside = process.communicate(timeout=120)
    words = catalogue("en")
    opened, stopped = words.of("terminal.page_alone"), words.of("failure.stopped")
    assert beside.splitlines() in ([opened], [opened, stopped])


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that is closed is no failure of its own there")
@pytest.mark.parametrize("command", ["settings", "doctor"])
def test_a_reader_that_has_enough_as_head_has_is_no_failure(typist, command):
    process = typist.start(command)
    process.stdout.close()
    beside = process.stderr.read()
    assert process.wait(timeout=60) == 1
    assert beside == ""
