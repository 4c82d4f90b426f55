"""The posture check from end to end: drawn people as the camera, the real network, the real server, a real browser."""

import cv2
import numpy as np
import pytest

from formcheck.messages.catalogue import catalogue
from tests.support import clips, practice_page
from tests.support.browser import Server, look_at, page, wait_for_view

pytestmark = pytest.mark.browser
WORDS = catalogue("en").page
STILL_S, STEPS_S = 14, 6


def standing_camera(path):
    """Somebody who stands three times a little differently, and goes to and fro between."""
    jpegs = []
    for number in (1, 2, 3):
        [image] = clips.pictures(clips.SAMPLES / "standing" / f"before_{number}.jpg")
        height, width = practice_page.SIZE_PX[1], practice_page.SIZE_PX[0]
        scale = height / image.shape[0]
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        left = (width - small.shape[1]) // 2
        room = np.full((height, width, 3), small[5, 5], np.uint8)
        room[:, left : left + small.shape[1]] = small
        still = practice_page.with_noise(room)
        jpegs += [practice_page.jpeg_of(each) for each in still] * STILL_S
        steps = [np.roll(room, round(60 * np.sin(n / 4)), axis=1) for n in range(practice_page.FPS)]
        jpegs += [practice_page.jpeg_of(each) for each in steps] * STEPS_S
    return practice_page.camera_file(path, jpegs)


@pytest.mark.skipif(not (clips.SAMPLES / "standing").is_dir(), reason="no samples here")
def test_three_tries_of_a_drawn_person_are_measured_by_the_real_network(tmp_path):
    server = Server(tmp_path)
    server.start()
    try:
        with page(standing_camera(tmp_path / "camera.mjpeg")) as shown:
            shown.goto(server.url)
            shown.click("#flags-no")
            shown.click("#stand-open")
            shown.click("#stand-start")
            wait_for_view(shown, "stood")
            look_at(shown, "stood_drawn")
            assert shown.text_content("#stood-sentence") == WORDS["stand.say.measured"]
            tries = shown.evaluate("JSON.parse(sessionStorage['formcheck-practice']).stood")
            assert {each["facing"] for each in tries} == {"right"}
            hips = []
            for each in tries:
                (ankle_x, ankle_y), (hip_x, hip_y) = each["points_px"][4], each["points_px"][2]
                hips.append(np.degrees(np.arctan2(hip_x - ankle_x, ankle_y - hip_y)))
            assert np.mean(hips) == pytest.approx(5.2, abs=3)
    finally:
        server.end()
