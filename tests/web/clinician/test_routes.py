"""What the clinician's page may ask: uploads, their limits, and who may send them."""

import errno
import shutil
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import cv2
import pytest
from starlette.testclient import TestClient

from formcheck.archive.practice_history import History
from formcheck.archive.store import Archive
from formcheck.lunge.corrections import Corrections
from formcheck.review.processes import Outcome
from formcheck.review.run import Options, review_file
from formcheck.settings import ReviewPage, Settings
from formcheck.system.worker_processes import Cancelled
from formcheck.web.app import PageAddress, create_app
from formcheck.web.clinician import queue as queue
from formcheck.web.clinician.job_store import JobStore
from formcheck.web.patient.patients import Patients
from tests.support import stored
from tests.support.clips import GOOD, pictures

HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"
TOKEN = "t" * 43
API = f"/{TOKEN}/api/review"
OURS = {"origin": ORIGIN}


class Busy:
    """Takes the worker's place and never ends by itself."""

    def review(self, task, options, progress, cancelled):
        progress(5, 10)
        cancelled.wait()
        raise Cancelled

    def stop(self):
        pass


class Reviewed:
    """Takes the worker's place: gives results that were made before."""

    folder: Path

    def review(self, task, options, progress, cancelled):
        shutil.copytree(Reviewed.folder, task.folder)
        return Outcome(task, 0, "")

    def stop(self):
        pass


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setattr(queue, "ReviewProcess", Busy)
    with served(tmp_path) as client:
        yield client


@contextmanager
def served(tmp_path):
    settings = Settings(review_page=ReviewPage(largest_video_mb=2, spare_mb=0))
    jobs = JobStore(settings, "full", tmp_path / "kept")
    app = create_app(Patients(settings, cast(Any, None), History(tmp_path / "h")), PageAddress(TOKEN, [HOST]), jobs)
    with TestClient(app, base_url=ORIGIN) as client:
        client.jobs = jobs
        yield client


def send(client, content=b"x" * 1_000_000, name="a.mp4", headers=OURS):
    return client.post(API, params={"name": name}, content=content, headers=headers)


def test_a_video_larger_than_any_other_request_is_taken_and_its_progress_told(client):
    told = send(client)
    assert told.status_code == 201
    assert client.jobs.job(told.json()["number"]).file.stat().st_size == 1_000_000
    while (video := client.get(API).json()["videos"][0])["state"] != "looking":
        time.sleep(0.01)
    assert (video["name"], video["done"], video["total"]) == ("a.mp4", 5, 10)
    assert client.delete(f"{API}/{video['number']}", headers=OURS).status_code == 204
    assert client.get(API).json()["videos"] == []


@pytest.mark.parametrize(("content", "status"), [(b"", 409), (b"x" * 2_000_001, 413), (iter([b"x" * 10]), 411)])
def test_an_empty_a_huge_and_an_endless_upload_are_refused(client, content, status):
    assert send(client, content).status_code == status
    assert client.get(API).json()["videos"] == []


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "http://evil.example"}, OURS | {"host": "evil.example"}, OURS | {"sec-fetch-site": "cross-site"}],
)
def test_no_other_page_can_send_or_read_videos(client, headers):
    assert send(client, headers=headers).status_code in (403, 421)
    assert client.jobs.listed() == []
    assert client.get(API, headers={"origin": "http://evil.example"}).status_code == 403
    assert client.get("/api/review").status_code == 404


def test_only_uploads_may_be_large(client):
    number = send(client).json()["number"]
    told = client.put(f"{API}/{number}/note", json={"note": "x" * 100_000}, headers=OURS)
    assert told.status_code == 413


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/0123"),
        ("DELETE", "/0123"),
        ("GET", "/0123/picture"),
        ("GET", "/0123/results.zip"),
        ("POST", "/0123/save"),
        ("GET", "/..%2f..%2fetc"),
    ],
)
def test_a_video_that_is_not_there_is_one_sentence(client, method, path):
    told = client.request(method, API + path, headers=OURS)
    assert told.status_code == 404
    assert "Traceback" not in told.text


def test_what_is_not_ready_is_told_and_senseless_corrections_are_refused(client):
    number = send(client).json()["number"]
    told = client.post(f"{API}/{number}/corrections", json={"rear_side": "left"}, headers=OURS)
    assert (told.status_code, told.json()["why"]) == (409, "This video has not been looked at yet.")
    wrong: list[Any] = [{"rear_side": "up"}, {"holds_s": [[5, 2]]}, {"person": 0}, {"more": 1}, []]
    for senseless in wrong:
        assert client.post(f"{API}/{number}/corrections", json=senseless, headers=OURS).status_code == 422
    assert client.post(f"{API}/{number}/save", headers=OURS).status_code == 409
    assert client.get(f"{API}/{number}/picture").status_code == 404


def test_leaving_ends_the_review_that_is_going_on_and_removes_the_video(client):
    job = client.jobs.job(send(client).json()["number"])
    folder = job.folder
    client.__exit__(None, None, None)
    assert not folder.exists()
    client.__enter__()


def upload_that_ends(client, ending):
    """Send the first part of a video over a bare connection; return the status of the answer after `ending`."""
    parts = [lambda: {"type": "http.request", "body": b"x" * 10, "more_body": True}, ending]
    answers = []

    async def receive():
        return parts.pop(0)() if parts else {"type": "http.disconnect"}

    async def send(message):
        answers.append(message)

    headers = {"host": HOST, "origin": ORIGIN, "content-length": "1000"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": API,
        "raw_path": API.encode(),
        "query_string": b"name=a.mp4",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    client.portal.call(client.app, scope, receive, send)
    return answers[0]["status"]


def test_an_upload_that_is_broken_off_after_its_video_was_removed_is_no_other_error(client):
    def removed_and_gone():
        [job] = client.jobs.listed()
        client.jobs.remove(job.number)
        return {"type": "http.disconnect"}

    assert upload_that_ends(client, removed_and_gone) == 499
    assert client.jobs.listed() == []


def test_a_download_leaves_nothing_behind_once_it_is_sent(client, monkeypatch):
    job = client.jobs.job(send(client).json()["number"])
    packed = job.folder / "download-1" / "results.zip"
    packed.parent.mkdir()
    packed.write_bytes(b"packed")
    monkeypatch.setattr(client.jobs, "pack", lambda number, formats, height_m: packed)
    assert client.get(f"{API}/{job.number}/results.zip").content == b"packed"
    assert not packed.parent.exists()


def test_two_neutrals_marked_on_the_same_knee_are_both_taken_and_sent_to_the_page(tmp_path, monkeypatch):
    Reviewed.folder = tmp_path / "reviewed"
    review_file(GOOD, Reviewed.folder, Options(video=False, corrections=Corrections(end_s=4.0)))
    monkeypatch.setattr(queue, "ReviewProcess", Reviewed)
    with served(tmp_path) as page:
        number = send(page).json()["number"]
        while page.get(f"{API}/{number}").json()["state"] != "judged":
            time.sleep(0.01)
        marks = [[0.2, 1.2], [2.0, 3.0]]
        told = page.post(f"{API}/{number}/corrections", json={"baselines_s": marks, "end_s": 4.0}, headers=OURS)
        assert told.status_code == 200, told.text
        (side,) = told.json()["found"]["sides"]
        assert [[own["start_s"], own["end_s"]] for own in side["baselines"]] == marks


def test_the_start_page_and_the_comparison_are_there_and_what_was_saved_can_be_compared(client, tmp_path):
    for name in ("start.html", "compare.html", "start/start.js", "clinician/compare.js"):
        assert client.get(f"/{TOKEN}/{name}", headers=OURS).status_code == 200, name
    assert client.get(f"{API}/visits", headers=OURS).json() == []
    kept = stored.store(tmp_path / "kept" / "left knee")
    (kept.folder / "annotated.mp4").write_bytes(b"film")
    [visit] = client.get(f"{API}/visits", headers=OURS).json()
    assert (visit["key"], visit["name"]) == ("saved:left knee", "left knee")
    compared = client.get(f"{API}/visits/{visit['key']}", headers=OURS).json()
    assert {curve["quantity"] for curve in compared["found"]["curves"]}
    assert client.get(f"{API}/visits/{visit['key']}/picture", headers=OURS).content == b"film"
    assert client.get(f"{API}/visits/saved:other", headers=OURS).status_code == 404


GOALS = f"{API}/goals/P017"


def test_the_targets_of_a_patient_are_shown_set_and_taken_back(client):
    client.jobs.archive_file = client.jobs.keep_in.parent / "archive.sqlite"
    usual = client.get(GOALS).json()
    assert (usual["own"], usual["hold_s"]) == (False, usual["usual_hold_s"])
    green = {goal["quantity"]: goal["green"] for goal in usual["goals"]}
    assert green["lunge_deg"] == [None, 6]
    wanted = {"hold_s": 20, "green": {**green, "lunge_deg": [None, 9], "front_knee_deg": [75, 100]}}
    told = client.put(GOALS, json=wanted, headers=OURS)
    assert (told.status_code, told.json()["own"], told.json()["hold_s"]) == (200, True, 20)
    with Archive(client.jobs.archive_file) as archive:
        kept, toml = archive.settings("P017"), archive.goals("P017")
    assert kept.phases.hold_target_s == 20
    assert (kept.bands.lunge_deg.green[1], kept.bands.lunge_deg.yellow[1]) == (9, 13)  # as wide as before
    assert (kept.bands.front_knee_deg.green, kept.bands.front_knee_deg.yellow) == ((75, 100), (65, 115))
    assert toml is not None and "trunk_deg" not in toml  # what is usual is not kept, so that it follows later versions
    back = client.delete(GOALS, headers=OURS).json()
    assert back == usual


@pytest.mark.parametrize(
    "wrong",
    [
        {"hold_s": 1, "green": {}},
        {"hold_s": 30, "green": {"no_such_deg": [0, 1]}},
        {"hold_s": 30, "green": {"trunk_deg": [10, 5]}},
        {"hold_s": 30, "green": {}, "more": 1},
    ],
)
def test_targets_that_cannot_be_are_refused_and_nothing_is_kept(client, wrong):
    client.jobs.archive_file = client.jobs.keep_in.parent / "archive.sqlite"
    assert client.put(GOALS, json=wrong, headers=OURS).status_code in (409, 422)
    assert client.get(GOALS).json()["own"] is False
    assert client.get(f"{API}/goals/Maria").status_code == 409


def test_what_a_settings_file_has_put_there_stays_when_targets_are_set_on_the_page(client):
    client.jobs.archive_file = client.jobs.keep_in.parent / "archive.sqlite"
    with Archive(client.jobs.archive_file) as archive:
        archive.set_goals("P017", "[gates]\nview_pass_deg = 12\n[bands.trunk_deg]\nhysteresis_deg = 2\n")
    client.put(GOALS, json={"hold_s": 25, "green": {"trunk_deg": [-5, 12]}}, headers=OURS)
    with Archive(client.jobs.archive_file) as archive:
        kept = archive.settings("P017")
    assert (kept.gates.view_pass_deg, kept.bands.trunk_deg.hysteresis_deg, kept.bands.trunk_deg.green) == (
        12,
        2,
        (-5, 12),
    )


class Full:
    """A disk on which there is no room for the next file."""

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch

    def refuse(self, module, name, path=None):
        def no_room(*_, **__):
            raise OSError(errno.ENOSPC, "No space left on device", path)

        self.monkeypatch.setattr(module, name, no_room)


def one_sentence(told):
    assert told.status_code == 409, told.text
    why = told.json()["why"]
    assert "no room left" in why and "free some" in why and why.endswith(".")
    assert "[Errno" not in why and "(" not in why
    return why


def test_a_disk_that_fills_up_while_a_video_arrives_is_one_sentence(client, monkeypatch):
    class Refusing:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def write(self, _):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", lambda *_, **__: Refusing())
    assert "a.mp4" in one_sentence(send(client))
    monkeypatch.undo()
    assert client.get(API).json()["videos"] == []


def test_a_full_disk_is_one_sentence_where_results_are_saved_or_taken_along(tmp_path, monkeypatch):
    Reviewed.folder = tmp_path / "reviewed"
    photo = tmp_path / "p.jpg"
    cv2.imwrite(str(photo), pictures(count=1)[0])
    review_file(photo, Reviewed.folder, Options(pdf=False))
    monkeypatch.setattr(queue, "ReviewProcess", Reviewed)
    with served(tmp_path) as client:
        number = send(client, photo.read_bytes(), "p.jpg").json()["number"]
        while client.get(API).json()["videos"][0]["state"] != "judged":
            time.sleep(0.01)
        full = Full(monkeypatch)
        full.refuse(shutil, "copy2")
        why = one_sentence(client.post(f"{API}/{number}/save", headers=OURS))
        assert str(tmp_path / "kept") in why
        assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]
        full.refuse(zipfile.ZipFile, "write")
        assert "p.jpg" in one_sentence(client.get(f"{API}/{number}/results.zip"))
        monkeypatch.undo()
        # The way to go on: with room again the same request is answered.
        assert client.get(f"{API}/{number}/results.zip").status_code == 200
        assert client.post(f"{API}/{number}/save", headers=OURS).status_code == 200
