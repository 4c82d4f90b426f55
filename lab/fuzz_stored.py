"""What is kept on a disk and comes back damaged, and lists of other files: rows of the table of `lab.fuzz`.

The practice database as the patient's page reads it, the table that the page gives away, whole folders of results that
are judged again, and playlists. As designed is: an answer below 500 or one sentence, and exit code 0, 2 or 3.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from formcheck.archive.practice_history import History, as_csv
from formcheck.errors import FormcheckError
from formcheck.lunge.faults import FaultKind
from formcheck.records import Frame, Pose
from formcheck.results.poses import NAME as POSES
from formcheck.results.poses import Recorder
from formcheck.results.practice import PartDone, PracticeDone
from formcheck.video.reader import open_source
from lab.fuzz_use import HOST, TOKEN, Try, serving, typed
from tests.support.clips import pictures, write_clip
from tests.support.mutations import damaged_bytes, odd_cell
from tests.support.stored import store

_LISTS = (
    "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:0.5,\n{other}\n#EXT-X-ENDLIST\n",
    "ffconcat version 1.0\nfile {other}\n",
    "ffconcat version 1.0\nfile file:{other}\nduration 2\n",
    '<?xml version="1.0"?><MPD><Period><BaseURL>{other}</BaseURL></Period></MPD>',
    "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    "[playlist]\nFile1={other}\nNumberOfEntries=1\n",
    "[Reference]\nRef1={other}\n",
)
_ENDINGS = ("m3u8", "mp4", "txt", "ffconcat", "mpd", "sdp", "pls", "asx", "mkv", "jpg", "")
_BEFORE = ("", "\ufeff", "\n\n", "  ", "# a comment\n", "#\r\n")
_ASKED = (
    ("GET", "history"),
    ("GET", "history.csv"),
    ("GET", "history.json"),
    ("GET", "history/advice"),
    ("GET", "history/changed"),
    ("POST", "history"),
    ("PATCH", "history/1"),
    ("DELETE", "history/1"),
    ("DELETE", "history"),
)
_PROTECTED = {"origin": f"http://{HOST}"}


def _practices() -> list[PracticeDone]:
    parts = [
        PartDone(side="left", target_s=30, good_s=20, felt="yes", fault_s={FaultKind.OVER_LUNGING: 2.0}),
        PartDone(side="right", target_s=30, good_s=28.5, lost_s=[3.0, 11.5], own_tuck_deg=6.5),
    ]
    days = (datetime(2026, 11, day, 9, tzinfo=UTC) for day in (1, 8, 15))
    return [PracticeDone(started_at=day, rest_s=60, parts=parts, pain_before=3, pain_after=2) for day in days]


def practice_database(here: Path) -> Generator[Try]:
    """Ask the patient's page for a history whose database is damaged."""
    database = here / "practice.sqlite3"
    for practice in _practices():
        History(database).keep(practice)
    whole = database.read_bytes()
    new = _practices()[0].model_dump(mode="json")
    with serving(here) as client:

        def ask(random_: random.Random) -> str:
            database.write_bytes(whole)
            if random_.random() < 0.5:
                odd_cell(database, random_)
            else:
                database.write_bytes(damaged_bytes(whole, random_))
            method, path = random_.choice(_ASKED)
            body = new if method == "POST" else {"pain_after": 4} if method == "PATCH" else None
            told = client.request(method, f"/{TOKEN}/api/{path}", json=body, headers=_PROTECTED)
            if told.status_code >= 500 and not _is_a_sentence(told.json().get("why")):
                return f"{method} {path}: {told.status_code} {told.text[:80]!r}"
            return f"{method} {path}: traceback" if "Traceback" in told.text else ""

        yield ask


def _is_a_sentence(text: object) -> bool:
    return isinstance(text, str) and text.endswith((".", "?")) and "\n" not in text


def history_table(here: Path) -> Generator[Try]:
    """Read the table that the patient's page gives away, damaged, into an archive."""
    history, table, archive = History(here / "practice.sqlite3"), here / "practice.csv", here / "archive.sqlite"
    for practice in _practices():
        history.keep(practice)
    whole = as_csv(history.all()).encode()

    def read(random_: random.Random) -> str:
        data = whole
        if random_.random() < 0.2:
            data = whole.replace(b",", b";").replace(b".", b",")
        if random_.random() < 0.2:
            lines = data.splitlines(keepends=True)
            data = lines[0] + b"".join(lines[1:] * random_.choice((20, 300)))
        table.write_bytes(damaged_bytes(data, random_))
        archive.unlink(missing_ok=True)
        return typed("archive", "practice", "P1", "--history", str(table), "--consent", "--archive", str(archive))

    yield read


def judged_again(here: Path) -> Generator[Try]:
    """Judge a folder of results again of which one file is damaged."""
    folder = store(here / "clip").folder
    recorder, nowhere = Recorder(), np.full((33, 3), np.nan)
    for index in range(20):
        pose = Pose((640, 480), np.full((33, 2), 100.0 + index), np.ones(33), np.ones(33), nowhere)
        recorder.add(Frame(index, index / 30, pose=pose))
    recorder.write(folder / POSES)
    wholes = {path: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".json", ".csv", ".npz")}

    def judge(random_: random.Random) -> str:
        damaged = random_.choice([path for path in wholes if path.suffix != ".csv"] * 3 + list(wholes))
        for path, whole in wholes.items():
            path.write_bytes(damaged_bytes(whole, random_) if path == damaged else whole)
        out = here / "again"
        how = ("--no-video", "--no-pdf", "--force", "--rear-side", random_.choice(("left", "right")))
        wrong = typed("rejudge", str(folder), "--out", str(out), *how)
        half = [path.name for path in here.rglob("*") if path.name.endswith((".part", ".old"))]
        return wrong or (f"rejudge left {half}" if half else "")

    yield judge


def playlists(here: Path) -> Generator[Try]:
    """Give lists of other files for a video: none may be opened."""
    other = write_clip(here / "other.ts", pictures(count=4))

    def give(random_: random.Random) -> str:
        named = random_.choice((str(other), other.name, f"file://{other}", f"../{here.name}/{other.name}"))
        text = random_.choice(_BEFORE) + random_.choice(_LISTS).replace("{other}", named)
        path = here / f"list.{random_.choice(_ENDINGS)}"
        data = text.encode()
        path.write_bytes(damaged_bytes(data, random_) if random_.random() < 0.5 else data)
        try:
            frames = sum(1 for _ in open_source(path))
        except FormcheckError:
            return ""
        finally:
            path.unlink()
        return f"{path.suffix} {text[:30]!r}: {frames} frames of another file"

    yield give


STORED: dict[str, Callable[[Path], Generator[Try]]] = {
    "practice database": practice_database,
    "history as a table": history_table,
    "judged again": judged_again,
    "playlists": playlists,
}
