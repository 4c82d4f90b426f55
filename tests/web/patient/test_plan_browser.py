"""A clinic's plan on the patient's page, in a real Chromium: taken, shown, leading, and its practice given back."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from formcheck.results.home.done import read_practice_file
from formcheck.results.home.qr import find_code
from formcheck.results.home.signed import new_key
from tests.support.browser import (
    PULLED_OUT,
    look_at,
    page,
    picture_file,
    served,
    wait_for_stage,
    wait_for_view,
    wait_until_heard,
)
from tests.support.plans import ID, jpeg, photographed, signed
from tests.support.practice_page import camera_file

pytestmark = pytest.mark.browser

SHORT: dict[str, Any] = {
    "sides": ("right",),
    "sets": 2,
    "hold_s": 5,
    "language": "en",
    "stress": ("upright",),
    "flags": (1, 2, 4, 5),
}


def write(folder: Path, text: str) -> Path:
    path = folder / "plan.json"
    path.write_text(text, encoding="utf-8")
    return path


def take(shown, path):
    shown.click("#plan-take summary")
    shown.set_input_files("#plan-file", path)


def test_a_plan_is_dropped_leads_in_its_language_and_asks_its_questions(tmp_path):
    path = write(tmp_path, signed(**SHORT | {"language": "es"}, note="Sin prisa.").as_file())
    with served(tmp_path) as address, page(None) as shown:
        shown.goto(address)
        wait_for_view(shown, "welcome")
        assert shown.locator(".safety .flags li:visible").count() == 7
        take(shown, path)
        shown.wait_for_selector("#plan-sentence:has-text('Plan de P017, hecho por Clinic North')")
        shown.wait_for_selector("#plan-note:has-text('Sin prisa.')")
        assert shown.locator(".safety .flags li:visible").count() == 4
        assert shown.evaluate("document.documentElement.lang") == "es"
        look_at(shown, "plan_welcome")
        shown.click("#flags-no")
        shown.wait_for_selector("#routine-sentence:has-text('2 × 5 s')")
        assert shown.locator("#routine-parts").is_hidden()
        look_at(shown, "plan_routine")
        shown.click("#plan-today")
        assert shown.input_value("#hold-seconds") == "5"
        assert not shown.is_checked("#part-rest")
        shown.select_option("#language", "en")  # who then chooses another language keeps it
        shown.reload()
        shown.wait_for_selector("#plan-sentence:has-text('Plan of P017')")


def test_what_was_chosen_in_the_place_of_the_plan_outlives_a_look_at_the_history(tmp_path):
    path = write(tmp_path, signed(**SHORT).as_file())
    with served(tmp_path) as address, page(None) as shown:
        shown.goto(address)
        wait_for_view(shown, "welcome")
        take(shown, path)
        shown.wait_for_selector("#plan-sentence:has-text('Plan of P017')")
        shown.click("#flags-no")
        shown.click("#plan-today")
        shown.fill("#hold-seconds", "20")
        shown.check("#part-ball")
        shown.click('[data-view="routine"] [data-go="history"]')
        wait_for_view(shown, "history")
        shown.click('[data-view="history"] [data-go="routine"]')
        wait_for_view(shown, "routine")
        assert shown.input_value("#hold-seconds") == "20"
        assert shown.is_checked("#part-ball")


def test_a_code_is_looked_for_with_the_back_of_a_phone(tmp_path):
    with served(tmp_path) as address, page(None) as shown:
        shown.add_init_script("""
            navigator.mediaDevices.getUserMedia = async ({ video }) => {
              window.wanted = video;
              throw new DOMException("", "NotFoundError");
            };
        """)
        shown.goto(address)
        wait_for_view(shown, "welcome")
        shown.click("#plan-take summary")
        shown.click("#plan-look")
        shown.wait_for_function("() => window.wanted")
        assert shown.evaluate("window.wanted.facingMode?.ideal ?? null") == "environment"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (signed().as_file().replace("Clinic North", "Clinic South"), "damaged or changed"),
        ("hello", "no plan of formcheck"),
    ],
)
def test_a_plan_that_cannot_lead_is_told_and_the_ordinary_practice_is_there(tmp_path, text, words):
    with served(tmp_path) as address, page(None) as shown:
        shown.goto(address)
        wait_for_view(shown, "welcome")
        take(shown, write(tmp_path, text))
        shown.wait_for_selector(f"#plan-said:has-text('{words}')")
        assert "without a plan" in shown.inner_text("#plan-said")
        shown.click("#flags-no")
        wait_for_view(shown, "routine")
        assert shown.locator("#routine-parts").is_visible()


def test_a_plan_of_somebody_else_is_taken_only_after_a_yes(tmp_path):
    with served(tmp_path) as address, page(None) as shown:
        shown.goto(address)
        wait_for_view(shown, "welcome")
        take(shown, write(tmp_path, signed().as_file()))
        shown.wait_for_selector("#plan:not([hidden])")
        take(shown, write(tmp_path, signed(new_key(), patient="P018").as_file()))
        shown.wait_for_selector("#plan-said:has-text('somebody else')")
        assert "P017" in shown.inner_text("#plan-sentence")
        shown.click("#plan-anyway")
        shown.wait_for_selector("#plan-sentence:has-text('P018')")
        shown.click("#plan-forget")
        shown.wait_for_selector("#plan[hidden]", state="attached")


def test_a_code_before_the_camera_is_read_only_while_the_person_has_asked_for_it(tmp_path):
    picture = photographed(signed().as_text(), (1280, 720))
    camera = camera_file(tmp_path / "camera.mjpeg", [jpeg(picture)] * 30)
    with served(tmp_path) as address, page(camera) as shown:
        asked = []
        shown.on("request", lambda request: asked.append(request.url) if "glance" in request.url else None)
        shown.goto(address)
        wait_for_view(shown, "welcome")
        shown.click("#plan-take summary")
        assert shown.locator("#plan-camera").is_hidden()
        assert asked == []
        shown.click("#plan-look")
        shown.wait_for_selector("#plan-sentence:has-text('Plan of P017')")
        assert asked
        assert shown.locator("#plan-camera").is_hidden()
        assert shown.evaluate("document.getElementById('plan-video').srcObject") is None


def test_a_camera_that_is_pulled_out_while_a_code_is_looked_for_is_told_at_once(tmp_path):
    with served(tmp_path) as address, page(picture_file(tmp_path / "camera.mjpeg")) as shown:
        shown.goto(address)
        wait_for_view(shown, "welcome")
        shown.click("#plan-take summary")
        shown.click("#plan-look")
        shown.wait_for_function("() => document.getElementById('plan-video').srcObject?.active")
        shown.evaluate(PULLED_OUT, "plan-video")
        shown.wait_for_selector("#plan-said:has-text('The camera is gone')")
        assert shown.locator("#plan-camera").is_hidden()
        assert shown.locator("#plan-look").is_visible()


def test_a_camera_that_is_pulled_out_while_it_opens_is_told_as_that_and_as_nothing_else(tmp_path):
    with served(tmp_path) as address, page(picture_file(tmp_path / "camera.mjpeg")) as shown:
        shown.add_init_script(
            "HTMLMediaElement.prototype.play = () => new Promise((_, refuse) => {"
            " window.refuse = () => refuse(new DOMException('', 'AbortError')); })"
        )
        shown.goto(address)
        wait_for_view(shown, "welcome")
        shown.click("#plan-take summary")
        shown.click("#plan-look")
        shown.wait_for_function("() => document.getElementById('plan-video').srcObject?.active && window.refuse")
        shown.evaluate(PULLED_OUT, "plan-video")
        shown.wait_for_selector("#plan-said:has-text('The camera is gone')")
        shown.evaluate("async () => { window.refuse(); await new Promise((done) => setTimeout(done, 200)); }")
        assert "The camera is gone" in shown.inner_text("#plan-said")


def test_practice_is_led_by_the_plan_and_its_numbers_go_back_with_consent(tmp_path):
    plan = signed(**SHORT)
    with served(tmp_path) as address, page(picture_file(tmp_path / "camera.mjpeg")) as shown:
        shown.goto(address)
        wait_for_view(shown, "welcome")
        take(shown, write(tmp_path, plan.as_file()))
        shown.wait_for_selector("#plan:not([hidden])")
        shown.click("#flags-no")
        shown.check("#keep")
        shown.click("#begin")
        wait_for_stage(shown, "hold")
        wait_until_heard(shown, "Rest a moment, then once more on the same knee.")
        wait_for_view(shown, "summary")
        shown.wait_for_selector("#kept:has-text('Kept on this computer')")
        assert not any("other side" in said for said in shown.evaluate("window.heard"))
        shown.click("[data-view='summary'] [data-back]")
        shown.wait_for_selector("#back-contains li")
        look_at(shown, "plan_back")
        with shown.expect_download() as download:
            shown.click("#back-file")
        file = read_practice_file(Path(download.value.path()).read_text(encoding="utf-8"))
        assert (file.patient, file.plan) == ("P017", ID)
        [done] = file.practices
        assert [part.side for part in done.parts] == ["right", "right"]
        assert all(part.target_s == 5 for part in done.parts)
        shown.click("#back-code")
        shown.wait_for_function("() => document.getElementById('back-image').naturalWidth > 0")
        look_at(shown, "plan_back_code")
        image = shown.locator("#back-image").screenshot()
        text = find_code(np.asarray(cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR), np.uint8))
        assert read_practice_file(text).practices[0].started_at == done.started_at.replace(microsecond=0)
