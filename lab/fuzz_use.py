"""What strangers and full disks do to a program at work: rows of the table of `lab.fuzz`.

Requests and messages of the socket that no page sends, an archive that is locked, may not be written or finds no room,
and commands on a full disk. As designed is: an answer below 500 in one line, or one sentence and exit code 2.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sqlite3
import struct
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from typer.testing import CliRunner

from formcheck.archive import database
from formcheck.archive.practice_history import History
from formcheck.archive.store import Archive
from formcheck.cli import app as commands
from formcheck.pose.estimator import PoseEstimator
from formcheck.records import Frame, Pose, PoseNetwork
from formcheck.results.visit import visit_of
from formcheck.review.processes import Outcome
from formcheck.settings import Settings
from formcheck.system.worker_processes import Cancelled
from formcheck.web.app import PageAddress, create_app
from formcheck.web.clinician import queue
from formcheck.web.clinician.job_store import JobStore
from formcheck.web.patient.patients import Patients
from formcheck.web.protocol import PROTOCOL
from tests.support.clips import pictures
from tests.support.mutations import damaged_bytes
from tests.support.practice_page import jpeg_of
from tests.support.stored import store

Try = Callable[[random.Random], str]
"""Tries something chosen at random; returns what was wrong, or nothing."""

TOKEN, HOST = "t" * 43, "127.0.0.1:8000"
OURS = {"origin": f"http://{HOST}", "host": HOST}
HELLO = {"browser": "a" * 32, "tab": "1" * 32, "protocol": PROTOCOL}
_NOBODY = 65534
_ODD: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**63, 1e308, float("nan"), float("inf"), "", "x", "\ud800", "\x00", "ñ" * 300, "../../x"),
    *("<script>alert(1)</script>", "=1+1", [], {}, [[[[]]]], {"a": {"b": []}}, "9" * 5000, "[" * 2000, "0001-01-01"),
)
_PATHS = (
    *("", "index.html", "review.html", "compare.html", "start.html", "api/texts/en", "api/history", "api/history/1"),
    *("api/history/99999999999999999999999", "api/history.csv", "api/pain", "api/plan", "api/review", "api/review/0"),
    *("api/review/visits", "api/review/visits/x", "api/review/progress/P1/", "api/review/0/corrections"),
    *("api/review/0/note", "api/review/0/joints", "api/review/0/results.zip", "api/review/0/visit", "socket"),
    *("..%2f..%2fetc%2fpasswd", "%00", "%ff", "shared/../../x", "fonts/../app.py", "a" * 3000, "api/texts/../../x"),
)
_DO = ("begin", "stand", "again", "skip", "skip_range", "pause", "voice", "camera", "language", "felt", "fly", "")


class Nobody(PoseEstimator):
    """Sees nobody, without a network."""

    network = PoseNetwork("nobody")

    def see(self, frame: Frame) -> Frame:
        """Return the frame with nobody in it."""
        assert frame.image is not None
        return frame.with_pose(Pose.nobody((frame.image.shape[1], frame.image.shape[0])))


class _NoReview:
    """Takes the place of the process that reviews: what was sent is no video."""

    def review(self, *_: object) -> Outcome:
        raise Cancelled

    def stop(self) -> None:
        """End nothing."""


@contextmanager
def serving(here: Path) -> Iterator[TestClient]:
    """Serve both pages, with the practice database and what is reviewed in a folder."""
    settings = Settings()
    practice = Patients(settings, Nobody, History(here / "practice.sqlite3"))
    queue.ReviewProcess = _NoReview  # type: ignore[attr-defined, assignment]
    jobs = JobStore(settings, "full", here / "kept", here / "a.sqlite")
    served = create_app(practice, PageAddress(TOKEN, [HOST]), jobs)
    with TestClient(served, base_url=f"http://{HOST}", raise_server_exceptions=False) as client:
        yield client


def http(here: Path) -> Generator[Try]:
    """Send requests that no page sends."""
    with serving(here) as client:

        def ask(random_: random.Random) -> str:
            method = random_.choice(("GET", "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"))
            path = random_.choice(_PATHS)
            if random_.random() < 0.3 and path:
                place = random_.randrange(len(path))
                path = path[:place] + random_.choice(("/", "%", "\u20ac", "?", "#", "..", "0")) + path[place:]
            values = {random_.choice(("language", "name", "time_s", "formats", "height_m", "x")): _odd_text(random_)}
            told = client.request(
                method,
                f"/{TOKEN}/{path}",
                params=values if random_.random() < 0.5 else None,
                content=_body(random_) if method in ("POST", "PUT", "PATCH") else None,
                headers={"origin": f"http://{HOST}", "content-type": "application/json"},
                follow_redirects=False,
            )
            if told.status_code >= 500:
                return f"{method} {path[:60]}: {told.status_code}"
            if "Traceback" in told.text or (told.status_code >= 400 and told.text.rstrip().count("\n")):
                return f"{method} {path[:60]}: says {told.text[:80]!r}"
            return ""

        yield ask


def socket(here: Path) -> Generator[Try]:
    """Send messages that no page sends, and those of a page after them."""
    frame = struct.pack("<d", 1000.0) + jpeg_of(pictures(count=1)[0])
    with serving(here) as client:

        def speak(random_: random.Random) -> str:
            browser = f"{random_.randrange(1 << 60):032x}"
            with suppress(WebSocketDisconnect), client.websocket_connect(f"/{TOKEN}/socket", headers=OURS) as page:
                greeting = dict(HELLO, browser=browser)
                if random_.random() < 0.2:
                    greeting[random_.choice(list(greeting))] = _odd(random_)
                page.send_text(_as_text(greeting))
                page.receive_json()
                for _ in range(4):
                    if random_.random() < 0.5:
                        page.send_bytes(damaged_bytes(frame, random_))
                    else:
                        asked = {
                            "do": random_.choice(_DO),
                            random_.choice(("begin", "felt", "paused", "x")): _odd(random_),
                        }
                        page.send_text(_as_text(asked))
            # Whoever comes afterwards is served.
            with client.websocket_connect(f"/{TOKEN}/socket", headers=OURS) as page:
                page.send_text(json.dumps(dict(HELLO, browser=browser[::-1])))
                welcome = page.receive_json()
                page.send_text(json.dumps({"do": "finish"}))
            return "" if welcome["kind"] == "welcome" else f"then said {welcome}"

        yield speak


def unusable_archive(here: Path) -> Generator[Try]:
    """Use an archive that another program holds, that may not be written, or for which there is no room."""
    archive, results = here / "archive.sqlite", store(here / "clip")
    with Archive(archive) as opened:
        opened.add("P1", visit_of(results))
    goals = here / "goals.toml"
    goals.write_text("[phases]\nhold_target_s = 25\n", encoding="utf-8")
    whole = archive.read_bytes()
    for folder in (here, here.parent) if here.parent.name.startswith("formcheck-fuzz-") else (here,):
        folder.chmod(0o755)  # another account is to come as far as the file

    def use(random_: random.Random) -> str:
        archive.write_bytes(whole)
        archive.chmod(0o644)
        state = random_.choice([_locked, _full, *([_of_another] if os.geteuid() == 0 else [])])
        command = random_.choice(
            (
                ("add", "P2", str(results.folder)),
                ("erase", "P1", "--yes"),
                ("goals", "P1", str(goals)),
                ("list",),
                ("export", "P1"),
            )
        )
        with state(archive, random_):
            wrong = typed("archive", *command, "--archive", str(archive))
        with closing(sqlite3.connect(archive)) as after:
            [sound] = after.execute("PRAGMA integrity_check").fetchone()
        return wrong or ("" if sound == "ok" else f"{state.__name__} {command[0]}: {sound}")

    yield use


def full_disk(here: Path) -> Generator[Try]:
    """Type commands that find no room in the middle of a file."""
    results = store(here / "clip").folder

    def write(random_: random.Random) -> str:
        before = set(here.rglob("*"))
        target = here / f"out-{random_.randrange(1 << 40)}"
        command = random_.choice(
            (
                *(("export", str(results), "--to", name) for name in ("csv", "json", "note", "kinovea", "fhir")),
                ("compare", str(results), str(results), "--out", f"{target}.html"),
                ("archive", "add", "P1", str(results), "--archive", f"{target}.sqlite"),
            )
        )
        with _full(target, random_):
            wrong = typed(*command)
        new = set(here.rglob("*")) - before
        half = [path.name for path in new if path.name.endswith((".part", ".old"))]
        for path in new:
            path.unlink()
        return wrong or (f"{command[:2]} left {half}" if half else "")

    yield write


ROWS: dict[str, Callable[[Path], Generator[Try]]] = {
    "HTTP": http,
    "WebSocket": socket,
    "archive locked, full, read-only": unusable_archive,
    "full disk": full_disk,
}


def typed(*command: str) -> str:
    """Type a command; return what was wrong with how it ended, or nothing."""
    result = CliRunner().invoke(commands, list(command))
    if result.exit_code not in (0, 2, 3):
        return f"{command[:2]} exit {result.exit_code}: {(result.stderr or repr(result.exception))[:160]}"
    lines = result.stderr.count("\n")
    if "Traceback" in result.stderr or lines > 1 or (result.exit_code == 2 and lines != 1):
        return f"{command[:2]} said {result.stderr[:160]!r}"
    return ""


@contextmanager
def _locked(archive: Path, random_: random.Random) -> Iterator[None]:
    patience, database.PATIENCE_S = database.PATIENCE_S, 0.05
    try:
        with closing(sqlite3.connect(archive, isolation_level=None)) as other:
            other.execute(f"BEGIN {random_.choice(('EXCLUSIVE', 'IMMEDIATE'))}")
            yield
    finally:
        database.PATIENCE_S = patience


@contextmanager
def _full(_file: Path, random_: random.Random) -> Iterator[None]:
    """Let no file grow beyond a size: it fails where a full disk fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (random_.choice((0, 100, 1000, 5000, 20_000)), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def _of_another(archive: Path, _random: random.Random) -> Iterator[None]:
    """Let the archive and its folder be somebody else's, to be read alone."""
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def _odd(random_: random.Random) -> Any:
    return random_.choice(_ODD)


def _odd_text(random_: random.Random) -> str:
    return str(_odd(random_)).replace("\ud800", "?")[:2000]


def _as_text(value: Any) -> str:
    return json.dumps(value)


def _body(random_: random.Random) -> bytes:
    sound = {
        "note": "x",
        "rear_side": "left",
        "holds_s": [[1, 2]],
        "pictures": "none",
        "patient": "P1",
        "visited_on": "2026-01-01",
        "started_at": "2026-01-01T10:00:00Z",
        "parts": [],
        "felt": "yes",
    }
    sent = {key: value for key, value in sound.items() if random_.random() < 0.4}
    sent[random_.choice(list(sound))] = _odd(random_)
    data = _as_text(sent).encode()
    return damaged_bytes(data, random_) if random_.random() < 0.5 else data
