"""A real browser with a clip as its camera, and the real server: for the tests from end to end."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import uvicorn

from formcheck.archive.practice_history import History
from formcheck.pose.estimator import PoseEstimator
from formcheck.records import Frame, Pose, PoseNetwork
from formcheck.settings import Calibration, Coaching, Gates, Pelvis, Phases, Settings
from formcheck.settings import Practice as Page
from formcheck.web.app import PageAddress, create_app
from formcheck.web.clinician.job_store import JobStore
from formcheck.web.patient.patients import Patients
from tests.support import clips, practice_page
from tests.support.bodies import AS_DRAWN, SIZE_PX, kneeling_points, mirrored, pose_of
from tests.support.chromium import chromium
from tests.support.practice_page import empty_room, jpeg_of, jpegs_of, still

PATIENCE_MS = 240_000
"""A slow machine is no failure: every test waits for a state, as long as this."""

SETTINGS = """
[gates]
frame_rate_pass = 0.4
frame_rate_degrade = 0.2
[filters]
gap_s = 3.0
[phases]
blink_s = 3.0
end_after_s = 6.0
[coaching]
guide_after_s = 2.0
[pelvis]
fuse_s = 2.0
fuse_moving_s = 2.0
fresh_s = 2.0
neutral_readings = 2
[pelvis.calibration]
step_s = 0.5
react_s = 1.0
[practice]
hold_range_s = [5, 60]
"""
"""What lets a machine that manages only a few pictures a second go the same way as a fast one."""

HEARD = """
window.heard = [];
class Words { constructor(text) { this.text = text; } }
window.SpeechSynthesisUtterance = Words;
const voice = { lang: 'en-GB', name: 'Voice', voiceURI: 'voice', localService: true, default: true };
const speak = (words) => { window.heard.push(words.text); setTimeout(() => words.onend?.(), 100); };
const synthesis = { getVoices: () => [voice], speak, cancel: () => {} };
Object.defineProperty(window, 'speechSynthesis', { value: synthesis });
"""
"""Chromium without a desktop has no voice: this one writes down what it is to say."""

TAUGHT = """
if (!localStorage.getItem('formcheck-choices')) {
  localStorage.setItem('formcheck-choices', JSON.stringify({ taught: true, handsTold: true }));
}
"""
"""The page remembers that it has taught somebody, and leads them to the camera at once."""

PULLED_OUT = """
(video) => {
  for (const track of document.getElementById(video).srcObject.getTracks()) {
    track.stop();
    track.dispatchEvent(new Event("ended"));
  }
}
"""
"""What the browser does when the camera behind a video is pulled out, or no longer allowed."""

MIDDLE = slice(84, 170)
"""Pictures of a sample between the movement that its name tells of and the way back."""


def camera_file(path: Path, samples: Sequence[tuple[str, int]], still_s: float = 10.0) -> Path:
    """Write clips as the Motion JPEG that Chromium takes for a camera; it plays it for ever.

    Each clip begins with its still kneel, made longer, so that the countdown is over before anything moves, and its
    middle, where everything has happened, goes to and fro so many times. ``nobody`` is an empty room, so many seconds.
    """
    pictures: list[bytes] = []
    for name, times in samples:
        if name == "nobody":
            pictures += empty_room(times)
        else:
            jpegs = jpegs_of(clips.SAMPLES / f"{name}.mp4")
            there_and_back = jpegs[MIDDLE] + jpegs[MIDDLE][::-1]
            pictures += still(jpegs, still_s) + jpegs[: MIDDLE.start] + there_and_back * times + jpegs[MIDDLE.stop :]
    return practice_page.camera_file(path, pictures)


def picture_file(path: Path, image: np.ndarray | None = None) -> Path:
    """Write one picture, or an empty room, as a camera: with its noise, so that it does not seem to stand still."""
    if image is None:
        return practice_page.camera_file(path, practice_page.empty_room(1))
    pictures = practice_page.with_noise(cv2.resize(image, practice_page.SIZE_PX))
    return practice_page.camera_file(path, [jpeg_of(each) for each in pictures])


class Server(practice_page.Server):
    """`formcheck practice` as a user starts it, but patient with a slow machine."""

    def __init__(self, folder: Path, options: Sequence[str] = (), settings: str = SETTINGS) -> None:
        super().__init__(folder, options, settings)


class Kneeler(PoseEstimator):
    """Sees a stick body half-kneeling in profile, whatever the picture: as quick as the page itself."""

    network = PoseNetwork("drawn")
    faces_left = False
    away = False

    def see(self, frame: Frame) -> Frame:
        """Return the frame with the body, as large as the picture; with nobody while away."""
        assert frame.image is not None
        rows, columns = frame.image.shape[:2]
        if Kneeler.away:
            return frame.with_pose(Pose.nobody((columns, rows)))
        pose = pose_of(kneeling_points() * (columns / SIZE_PX[0], rows / SIZE_PX[1]), size_px=(columns, rows))
        return frame.with_pose(mirrored(pose) if Kneeler.faces_left else pose)

    def close(self) -> None:
        """Nothing to free."""


QUICK = Settings(
    joints=AS_DRAWN,
    gates=Gates(frame_rate_pass=0.4, frame_rate_degrade=0.2),
    phases=Phases(frame_s=0.1, setup_s=0.1, baseline_s=0.5, baseline_least_s=0.4, blink_s=3.0),
    pelvis=Pelvis(use_learned=False, calibration=Calibration(step_s=0.5, react_s=0.1)),
    coaching=Coaching(cue_gap_s=0.2),
    practice=Page(ready_s=0.2, countdown_s=1.0, ask_after_s=1.0, hold_range_s=(2, 60)),
)
"""A practice of a few seconds."""


@contextmanager
def served(
    folder: Path,
    settings: Settings = QUICK,
    port: int = 0,
    open_estimator: Callable[[], PoseEstimator] = lambda: Kneeler(),
) -> Iterator[str]:
    """Serve the page with a `Kneeler` in this very process; yield its address. Port 0 is any that is free."""
    Kneeler.faces_left = Kneeler.away = False
    with socket.create_server(("127.0.0.1", port)) as listener:
        place = PageAddress("t" * 43, [f"127.0.0.1:{listener.getsockname()[1]}"])
        practice = Patients(settings, open_estimator, History(folder / "history.sqlite3"))
        app = create_app(practice, place, JobStore(settings, "full", folder / "kept"))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield place.url
        server.should_exit = True
        thread.join(30)


@contextmanager
def page(
    camera: Path | None, *, allow: bool = True, taught: bool = True, trusted: Sequence[str] = (), **context: Any
) -> Iterator[Any]:
    """Open a page in a fresh browser.

    Parameters
    ----------
    camera
        The clip; None for a computer without one.
    allow
        Whether the camera is allowed.
    taught
        Whether how it is done has been said before, as for everybody but a newcomer.
    trusted
        Digests of the keys of certificates that it takes as if it knew them.
    context
        Passed on to Playwright: `viewport`, `locale`, `reduced_motion` …
    """
    with chromium(camera, allow=allow, trusted=trusted) as browser:
        opened = browser.new_context(**({"locale": "en-GB", "viewport": {"width": 1280, "height": 800}} | context))
        opened.set_default_timeout(PATIENCE_MS)
        opened.add_init_script(HEARD if not taught else HEARD + TAUGHT)
        shown = opened.new_page()
        errors: list[str] = []
        asked: list[str] = []
        shown.on("pageerror", lambda error: errors.append(str(error)))
        shown.on("request", lambda request: asked.append(request.url))
        yield shown
        assert errors == []
        assert {url.split("/")[2] for url in asked if url.startswith("http")} <= {shown.url.split("/")[2]}


def to_the_lunge(page: Any, server: Server, *, seconds: int = 5, keep: bool = False) -> None:
    """Go from the welcome to the camera: the lunge alone, so many seconds a side."""
    page.goto(server.url)
    page.click("#flags-no")
    page.uncheck("#part-rest")
    page.fill("#hold-seconds", str(seconds))
    page.set_checked("#keep", keep)
    page.click("#begin")


def look_at(page: Any, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it: in the folder FORMCHECK_LOOK_AT."""
    if folder := os.environ.get("FORMCHECK_LOOK_AT"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def begin_lunge(page: Any, address: str, hold_s: int | None = None) -> None:
    """Begin the lunge as somebody does to whom no red flag applies, without resting first."""
    page.goto(address)
    page.click("#flags-no")
    page.uncheck("#part-rest")
    if hold_s is not None:
        page.fill("#hold-seconds", str(hold_s))
    page.click("#begin")


def wait_for_stage(page: Any, stage: str) -> None:
    """Wait until the lunge is at a stage."""
    page.wait_for_selector(f'.stage[data-stage="{stage}"]')


def wait_for_view(page: Any, view: str) -> None:
    """Wait until a step of the way is shown."""
    page.wait_for_selector(f'[data-view="{view}"]:not([hidden])')


def wait_until_heard(page: Any, text: str) -> None:
    """Wait until a sentence has been spoken."""
    page.wait_for_function("text => window.heard.includes(text)", arg=text)
