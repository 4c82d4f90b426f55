"""Reviews on a Dask cluster: real schedulers and workers; the reviews themselves are real where a worker is killed."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest
from typer.testing import CliRunner

import formcheck
from formcheck.cli import app
from formcheck.errors import FormcheckError
from formcheck.results.provenance import program_provenance
from formcheck.results.storage import at_hand, place, put_back
from formcheck.results.stored import StoredReview
from formcheck.review import dask_cluster as cluster
from formcheck.review.dask_cluster import review_on_cluster
from formcheck.review.processes import FileToReview, Outcome, RunningReview
from formcheck.review.run import Options
from tests.support import stored as made
from tests.support.clips import pictures, write_clip
from tests.support.waiting import until

distributed = pytest.importorskip("distributed")
OPTIONS = Options(video=False)
CODE = Path(formcheck.__file__).parents[1]


@pytest.fixture(scope="module")
def here():
    """A cluster whose only worker is a thread of this process."""
    quiet = {"dashboard_address": ":0", "silence_logs": 50}
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, **quiet) as local:
        yield local


@pytest.fixture
def reviewed_by_hand(monkeypatch):
    """In place of a review: the results of a hand-made session, of the file as it is."""
    looked_at = []

    def judge(job, options, progress):
        looked_at.append(job.file.name)
        progress(1, 10)
        if job.file.name == "torn.mp4":
            return Outcome(job, 2, "torn.mp4 is damaged.")
        with put_back(job.folder) as folder, at_hand(job.file) as file:
            monkeypatch.setattr(made, "PROGRAM", program_facts_here())
            made.store(folder, sha256=hashlib.sha256(file.read_bytes()).hexdigest())
        return Outcome(job, 0, "Held.")

    monkeypatch.setattr(cluster, "judge", judge)
    return looked_at


def program_facts_here():
    from formcheck.pose.weights import find_model

    return program_provenance(find_model("full"))


def outcomes(news):
    return {item.job.file.name: item for item in news if isinstance(item, Outcome)}


def test_files_at_urls_are_reviewed_a_bad_one_is_told_and_done_work_not_repeated(here, reviewed_by_hand):
    videos, out = place("memory://cluster/in"), place("memory://cluster/out")
    videos.mkdir(parents=True, exist_ok=True)
    jobs = []
    for name in ("one.mp4", "torn.mp4"):
        (videos / name).write_bytes(name.encode())
        jobs.append(FileToReview(videos / name, out / (videos / name).stem))
    first = outcomes(review_on_cluster(jobs, OPTIONS, here.scheduler_address))
    assert {name: (o.code, o.words) for name, o in first.items()} == {
        "one.mp4": (0, "Held."),
        "torn.mp4": (2, "torn.mp4 is damaged."),
    }
    again = outcomes(review_on_cluster(jobs, OPTIONS, here.scheduler_address))
    assert again["one.mp4"].skipped
    assert sorted(reviewed_by_hand) == ["one.mp4", "torn.mp4", "torn.mp4"]


def test_a_worker_with_another_program_is_refused(here, tmp_path, monkeypatch):
    told = program_facts_here()
    facts = iter([told, told.model_copy(update={"mediapipe": "0.0.1"})])
    monkeypatch.setattr(cluster, "program_provenance", lambda _model: next(facts))
    news = review_on_cluster([FileToReview(tmp_path / "a.mp4", tmp_path / "a")], OPTIONS, here.scheduler_address)
    outcome = outcomes(news)["a.mp4"]
    assert outcome.code == 2
    assert "has another mediapipe" in str(outcome.words)


@pytest.mark.parametrize("address", ["nonsense", "foo://bar:1", "tcp://", "tcp://a b:1"])
def test_what_is_no_address_is_one_sentence_at_once(tmp_path, address):
    with pytest.raises(FormcheckError, match="no address of a Dask scheduler"):
        list(review_on_cluster([FileToReview(tmp_path / "a.mp4", tmp_path / "a")], OPTIONS, address))


def test_nobody_at_the_address_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 0.5)
    with pytest.raises(FormcheckError, match="No Dask scheduler answers"):
        list(review_on_cluster([FileToReview(tmp_path / "a.mp4", tmp_path / "a")], OPTIONS, "tcp://127.0.0.1:1"))


def test_the_command_tells_in_one_sentence_that_nobody_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_S", 0.5)
    (tmp_path / "a.mp4").touch()
    told = CliRunner().invoke(app, ["review", str(tmp_path), "--out", str(tmp_path / "out"), "--dask", "127.0.0.1:1"])
    assert (told.exit_code, told.stderr.count("\n")) == (2, 1)
    assert not (tmp_path / "out").exists()


def test_a_cluster_without_workers_is_not_waited_for_for_ever(tmp_path):
    with distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as empty:
        jobs = [FileToReview(tmp_path / "a.mp4", tmp_path / "a")]
        with pytest.raises(FormcheckError, match="There is no worker"):
            list(review_on_cluster(jobs, OPTIONS, empty.scheduler_address, without_workers_s=0.1))


# --- processes that die -------------------------------------------------------------------------------------------


class Elsewhere:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder):
        self._folder = folder
        self._file = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard")
        until(self._file.exists)

    @property
    def address(self):
        return json.loads(self._file.read_text())["address"]

    def worker(self):
        self._start("distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1", "--no-dashboard")

    def _start(self, module, *arguments):
        command = [sys.executable, "-m", module, "--scheduler-file", str(self._file), "--host", "127.0.0.1", *arguments]
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"PYTHONPATH": str(CODE)})
        self._processes.append(process)
        return process

    def end(self):
        for process in self._processes:
            process.kill()
            process.wait()


@pytest.fixture
def elsewhere(tmp_path):
    (tmp_path / "dask").mkdir()
    found = Elsewhere(tmp_path / "dask")
    yield found
    found.end()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_worker_killed_in_the_middle_loses_nothing_and_leaves_nothing_half_written(elsewhere, tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", pictures(count=54))
    out = tmp_path / "out"
    out.mkdir()
    jobs = [FileToReview(clip, out / name) for name in ("first", "second")]
    elsewhere.worker()
    killed: set[int] = set()

    def at_work():
        """The numbers of the processes that are writing results, which the names of their folders tell."""
        return {int(part.stem.rpartition("-")[2]) for part in out.glob(".*.part")}

    news = review_on_cluster(jobs, OPTIONS, elsewhere.address)
    done: dict[str, Outcome] = {}
    for item in news:
        if isinstance(item, RunningReview) and not killed:
            killed = at_work()
            for process in killed:
                os.kill(process, signal.SIGKILL)
            elsewhere.worker()
        if isinstance(item, Outcome):
            done[item.job.folder.name] = item
    assert killed
    assert {name: outcome.code for name, outcome in done.items()} == {"first": 0, "second": 0}
    assert sorted(path.name for path in out.iterdir()) == ["first", "second"]
    verdicts = {StoredReview.open(job.folder).summary.verdict for job in jobs}
    assert len(verdicts) == 1


def test_a_scheduler_that_goes_away_ends_the_command(elsewhere, tmp_path):
    news = review_on_cluster([FileToReview(tmp_path / "a.mp4", tmp_path / "a")], OPTIONS, elsewhere.address)
    Timer(2.0, elsewhere.scheduler.kill).start()
    with pytest.raises(FormcheckError, match="is gone"):
        list(news)
