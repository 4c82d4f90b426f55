"""What is taught before it is asked, and what somebody says with their hands, in a real browser."""

import numpy as np
import pytest

from formcheck.keypoints import Keypoint
from formcheck.messages.catalogue import catalogue
from formcheck.records import Frame
from tests.support.browser import (
    Kneeler,
    begin_lunge,
    page,
    picture_file,
    served,
    wait_for_stage,
    wait_for_view,
    wait_until_heard,
)

pytestmark = pytest.mark.browser
WORDS = catalogue("en").page


class Waving(Kneeler):
    """Kneels, and raises hands as asked."""

    raised: tuple[str, ...] = ()

    def see(self, frame: Frame) -> Frame:
        """Return the frame with the body and its hands."""
        seen = super().see(frame)
        assert seen.pose is not None
        points = seen.pose.keypoints_px
        for side in Waving.raised:
            shoulder, hip = points[Keypoint[f"{side}_SHOULDER"]], points[Keypoint[f"{side}_HIP"]]
            points[Keypoint[f"{side}_WRIST"]] = shoulder + np.array([10.0, -1.15 * (hip - shoulder)[1]])
        return seen


def to_the_stage(shown, url):
    begin_lunge(shown, url)
    wait_for_view(shown, "stage")


def test_a_newcomer_is_taught_before_the_camera_and_again_on_request(tmp_path):
    camera = picture_file(tmp_path / "camera.mjpeg")
    with served(tmp_path) as url, page(camera, taught=False) as shown:
        shown.goto(url)
        shown.click("#flags-no")
        shown.uncheck("#part-rest")
        shown.click("#begin")
        wait_for_view(shown, "learn")
        wait_until_heard(shown, WORDS["learn.answer"])
        heard = shown.evaluate("window.heard")
        for key in ("knee", "hands", "core", "tuck", "why", "feel", "stretch", "deeper", "range", "pause"):
            assert WORDS[f"learn.{key}"] in heard
        assert shown.get_attribute("#learn-picture", "src") == "patient/moves/yes.svg"
        shown.click("#learn-deeper button")
        shown.wait_for_selector('#learn-picture[src$="over_lunge.svg"]')
        shown.click("#learn-go")
        wait_for_view(shown, "stage")
        shown.keyboard.press("Escape")
        shown.click("#stopped-end")
        shown.click('[data-view="summary"] [data-go="routine"]')
        shown.click("#begin")
        wait_for_view(shown, "stage")  # taught once is enough
        shown.keyboard.press("Escape")
        shown.click("#stopped-end")
        shown.click('[data-view="summary"] [data-go="routine"]')
        shown.click("#learn-open")
        wait_for_view(shown, "learn")
        shown.click("#learn-go")
        wait_for_view(shown, "routine")


def test_a_raised_hand_pauses_and_goes_on_and_both_hands_stop(tmp_path):
    Waving.raised = ()
    camera = picture_file(tmp_path / "camera.mjpeg")
    with served(tmp_path, open_estimator=Waving) as url, page(camera) as shown:
        to_the_stage(shown, url)
        wait_for_stage(shown, "hold")
        Waving.raised = ("RIGHT",)
        wait_until_heard(shown, WORDS["say.paused"])
        assert shown.text_content("#word") == WORDS["word.paused"]
        Waving.raised = ()
        shown.wait_for_selector("#hands:not([data-held])")
        held = shown.evaluate("document.querySelector('#number').textContent")
        shown.wait_for_timeout(1500)
        assert shown.evaluate("document.querySelector('#number').textContent") == held
        Waving.raised = ("LEFT",)
        wait_until_heard(shown, WORDS["say.going_on"])
        Waving.raised = ()
        shown.wait_for_selector("#hands:not([data-held])")
        shown.wait_for_timeout(1500)
        Waving.raised = ("LEFT", "RIGHT")
        wait_for_view(shown, "stopped")
    Waving.raised = ()


def test_the_keyboard_pauses_too(tmp_path):
    camera = picture_file(tmp_path / "camera.mjpeg")
    with served(tmp_path) as url, page(camera) as shown:
        to_the_stage(shown, url)
        wait_for_stage(shown, "hold")
        shown.keyboard.press("p")
        wait_until_heard(shown, WORDS["say.paused"])
        shown.click("#pause")
        wait_until_heard(shown, WORDS["say.going_on"])
        shown.wait_for_selector('.stage[data-running="true"]')
