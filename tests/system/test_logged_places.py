"""Each place where an exception becomes a sentence for somebody: what stands behind it is in the log, and no name."""

import asyncio
import os
import subprocess
import sys
import threading
from contextlib import nullcontext, suppress
from types import SimpleNamespace

import av
import cv2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from typer.testing import CliRunner

from formcheck.archive.practice_history import History
from formcheck.cli import app as commands
from formcheck.cli import doctor
from formcheck.desktop import chime, window
from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.review import dask_cluster, processes
from formcheck.review.processes import FileToReview, Outcome
from formcheck.review.run import Options
from formcheck.settings import Settings
from formcheck.system.log import FOLDER_VARIABLE
from formcheck.system.worker_processes import WorkerProcess
from formcheck.validation import validate as validation
from formcheck.video.camera import Camera
from formcheck.video.reader import open_source
from formcheck.web.app import _add_history
from formcheck.web.clinician.job import Job
from formcheck.web.clinician.job_store import JobStore
from formcheck.web.clinician.queue import ReviewQueue
from formcheck.web.clinician.routes import add_review
from formcheck.web.patient import conversation
from formcheck.web.patient.patient import Patient
from formcheck.web.patient.socket_messages import Begin
from formcheck.web.protocol import need_same_protocol
from formcheck.web.visitors import OwnHistory
from tests.support import clips
from tests.support.logs import Log


@pytest.fixture
def log(tmp_path, monkeypatch):
    return Log(tmp_path / "log", monkeypatch)


@pytest.fixture
def no_video(tmp_path):
    """A file that is none, called after somebody."""
    file = tmp_path / "Anna.mp4"
    file.write_text("no video\n" * 100)
    return file


def settings_file(folder):
    file = folder / "Anna.toml"
    file.write_text("[phases\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("arguments", "logged"),
    [
        (("review", "Anna.mp4", "--out", "out"), "error.video.missing"),
        (("review", "folder", "--out", "out"), "error.review.no_file"),
        (("review", "Anna.mp4", "--out", "out", "--settings", "Anna.toml"), "error.settings.not_toml"),
        (("rejudge", "Anna", "--out", "out"), "error.results.none"),
        (("export", "Anna", "--to", "csv"), "error.results.none"),
        (("live", "--headless", "--source", "Anna.mp4"), "error.video.missing"),
        (("practice", "--no-browser", "--host", "Anna"), "error.serve.no_tls"),
        (("validate", "folder", "--out", "out"), "error.review.no_file"),
        (("compare", "Anna", "Anna"), "error.results.none"),
        (("progress", "Anna"), "error.archive.code"),
        (("archive", "add", "Anna", "x"), "error.archive.code"),
        (("settings", "--language", "Anna"), "language.unknown"),
    ],
)
def test_every_command(log, tmp_path, monkeypatch, arguments, logged):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    settings_file(tmp_path)
    (tmp_path / "folder").mkdir()
    done = CliRunner().invoke(commands, list(arguments))
    assert done.exit_code == 2, done.output
    log.holds(logged, "formcheck/")


def test_a_command_that_breaks(log, monkeypatch):
    def broken(_path):
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setattr("formcheck.settings.load_settings", broken)
    assert CliRunner().invoke(commands, ["settings"]).exit_code == 1
    log.holds("ERROR", "ZeroDivisionError", "formcheck/cli/upkeep.py")


def test_a_file_of_many_in_a_process_of_its_own(log, no_video, tmp_path):
    jobs = [FileToReview(no_video, tmp_path / "out")]
    [outcome] = [news for news in processes.review_all(jobs, Options(video=False), 1) if hasattr(news, "code")]
    assert outcome.code == 2
    log.holds("error.video.not_video", "formcheck/video/reader.py", "formcheck.system.failures")


def test_a_process_that_dies_over_a_file(log, monkeypatch, no_video, tmp_path):
    def died(_self):
        raise EOFError

    monkeypatch.setattr(WorkerProcess, "_connected", died)
    task = FileToReview(no_video, tmp_path / "out")
    outcome = processes.ReviewProcess().review(task, Options(), print, threading.Event())
    assert outcome.failure is not None and outcome.failure.code == "error.review.process_died"
    log.holds("EOFError", "ProcessDiedError", "formcheck/review/processes.py")


@pytest.mark.parametrize("kind", ["KilledWorker", "ZeroDivisionError"])
def test_a_task_of_the_cluster_that_fails(log, no_video, tmp_path, kind):
    error = type(kind, (Exception,), {"__module__": "distributed"})("Anna.mp4")
    with suppress(Exception):
        raise error
    done = SimpleNamespace(status="error", exception=lambda: error)
    outcome = dask_cluster._outcome(FileToReview(no_video, tmp_path), done)
    assert outcome is not None and outcome.code == 1
    log.holds(f"distributed.{kind}")


def test_a_review_of_the_clinicians_page_that_left_nothing(log, no_video):
    job = Job("1", no_video.parent, no_video)
    nothing_made = SimpleNamespace(review=lambda job, *_: Outcome(job, 0, ""))
    ReviewQueue("full")._review(nothing_made, job)  # type: ignore[arg-type]
    assert job.trouble is not None and job.state == "failed"
    log.holds("error.results.none", "formcheck/web/clinician/job.py")


def test_what_the_clinicians_page_asks_in_vain(log, tmp_path):
    app = FastAPI()
    add_review(app, JobStore(Settings(), "full", tmp_path))
    app.dependency_overrides[need_same_protocol] = lambda: None
    assert TestClient(app).get("/api/review/Anna").status_code == 404
    log.holds("error.job.gone", "formcheck/web/clinician/job_store.py")


def test_a_history_that_cannot_be_used(log, tmp_path):
    (tmp_path / "Anna.sqlite3").write_text("no database " * 100)
    app = FastAPI()
    _add_history(app, OwnHistory(History(tmp_path / "Anna.sqlite3")))
    app.dependency_overrides[need_same_protocol] = lambda: None
    refused = TestClient(app).get("/api/history", params={"language": "es"})
    assert refused.status_code == 500
    assert refused.json()["why"].startswith("No se puede usar el historial")
    log.holds("error.history.unusable", "sqlite3.DatabaseError", "formcheck/archive/practice_history.py")


class Socket:
    """The page's end of the socket: keeps what it is told."""

    def __init__(self):
        self.told = []

    async def send_json(self, told):
        self.told.append(told)


def test_a_message_of_the_page_that_cannot_be_understood(log):
    socket = Socket()
    assert asyncio.run(conversation._obey('{"do": "Anna"}', None, None, None, socket))  # type: ignore[arg-type]
    assert [told["kind"] for told in socket.told] == ["bad"]
    log.holds("pydantic_core._pydantic_core.ValidationError", "formcheck/web/patient/conversation.py")


def test_a_frame_of_the_page_that_breaks_something(log):
    def look(_message):
        raise RuntimeError("Anna")

    async def one_frame():
        frames = conversation._NewestFrame(Socket(), SimpleNamespace(look=look), 1e9)  # type: ignore[arg-type]
        await frames.take(b"frame")
        while frames._task is not None and not frames._task.done():
            await asyncio.sleep(0)
        await frames.stop()

    asyncio.run(one_frame())
    log.holds("ERROR", "RuntimeError", "formcheck/web/patient/conversation.py")


def test_a_frame_of_the_page_that_is_no_picture(log):
    patient = Patient(Settings(), lambda: None)  # type: ignore[arg-type,return-value]  # it is never asked
    patient.begin(Begin())
    assert patient.look(b"Anna")["kind"] == "bad"
    log.holds("BadFrameError", "formcheck/web/patient/frames.py")


def test_a_video_that_a_validation_leaves_out(log, no_video):
    with pytest.raises(FormcheckError):
        validation.validate(no_video.parent, Settings(), "full", None, lambda _name: nullcontext(lambda *_: None))
    log.holds("error.video.not_video", "formcheck.validation.validate", "formcheck/video/reader.py")


def test_a_line_of_readings_that_is_none(log, tmp_path, no_video):
    readings = tmp_path / "Anna.csv"
    readings.write_text("video,time_s,degrees\nAnna.mp4,soon,3\n")
    arguments = ["validate", str(tmp_path), "--out", str(tmp_path / "out"), "--readings", str(readings)]
    assert CliRunner().invoke(commands, arguments).exit_code == 2
    log.holds("error.validation.line", "from ValueError", "formcheck/validation/instrument.py")


def test_a_video_with_damaged_pieces(log, tmp_path):
    source = open_source(clips.write_clip(tmp_path / "Anna.mp4", clips.pictures(count=3)))

    class Broken:
        def decode(self):
            raise av.InvalidDataError(1, "Invalid data found when processing input", "Anna.mp4")

    class Container:
        def demux(self, _stream):
            yield Broken()
            raise OSError(5, "Input/output error", "Anna.mp4")

    assert list(source._decoded(Container(), None)) == []  # type: ignore[arg-type]
    assert (source.damaged, source.truncated) == (1, True)
    log.holds("InvalidDataError", "OSError 5", "formcheck/video/reader.py")


def test_a_camera_that_vanishes(log, monkeypatch):
    class Gone:
        def read(self):
            return False, None

        def release(self):
            """Nothing to release."""

    monkeypatch.setattr("formcheck.video.camera.open_capture", lambda _source: Gone())
    monkeypatch.setattr(Camera.__init__, "__defaults__", (0, None, 0.05, 0.05))  # it does not wait for long
    assert CliRunner().invoke(commands, ["live", "--headless", "--no-sound", "--camera", "0"]).exit_code == 2
    log.holds("error.camera.no_picture", "formcheck/video/camera.py")


def test_a_window_that_cannot_be_opened(log, monkeypatch):
    def refuse(*_):
        raise cv2.error("Anna")

    monkeypatch.setattr(window, "display_trouble", lambda: None)
    monkeypatch.setattr(cv2, "namedWindow", refuse)
    with pytest.raises(window.DisplayError), window.Window(Settings()):
        pass
    log.holds("cv2.error", "formcheck/desktop/window.py")


@pytest.mark.parametrize("error", [OSError("PortAudio library not found"), ValueError("no device called Anna")])
def test_a_sound_that_cannot_be_played(log, monkeypatch, error):
    def refuse(**_):
        raise error

    monkeypatch.setitem(sys.modules, "sounddevice", SimpleNamespace(check_output_settings=refuse))
    assert chime.sound_trouble()
    log.holds(type(error).__name__, "formcheck/desktop/chime.py")


def _no_library(_name):
    raise ImportError("Anna")


def _no_model(*_):
    raise FormcheckError(message("error.model.damaged", path="Anna.task", listed="x"))


@pytest.mark.parametrize(
    ("where", "broken", "check"),
    [
        ("formcheck.cli.doctor.importlib.import_module", _no_library, lambda: doctor._package("numpy", "numpy")),
        ("formcheck.pose.weights.find_model", _no_model, doctor._model),
        ("formcheck.pose.weights.find_model", _no_model, doctor._other_models),
        ("formcheck.lunge.pelvis.learned.LearnedTilt.__init__", _no_model, doctor._pelvis),
        ("formcheck.lunge.knee.head.LearnedKnee.__init__", _no_model, doctor._pelvis),
        ("formcheck.system.bundled.demo_sample", _no_model, doctor._sample),
    ],
)
def test_what_the_doctor_finds_wrong(log, monkeypatch, where, broken, check):
    monkeypatch.setattr(where, broken)
    check()
    log.holds("ImportError" if broken is _no_library else "error.model.damaged", "formcheck/cli/doctor.py")


def test_a_first_command_that_is_asked_for_an_unknown_language(tmp_path):
    """In a process of its own: nothing has started the log yet."""
    environment = {**os.environ, FOLDER_VARIABLE: str(tmp_path)}
    arguments = [sys.executable, "-m", "formcheck", "settings", "--language", "Anna"]
    done = subprocess.run(arguments, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    written = (tmp_path / "formcheck.log").read_text(encoding="utf-8")
    assert "language.unknown" in written and "Anna" not in written
