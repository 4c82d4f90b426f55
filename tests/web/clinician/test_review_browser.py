"""The clinician's page from end to end: a real Chromium, real videos, the real server and network."""

import json
import re
import signal
import threading
import zipfile
from pathlib import Path
from typing import Any

import cv2
import pytest

from formcheck.results.stored import StoredReview
from formcheck.web.clinician.job_store import JobStore
from tests.support import clips
from tests.support.browser import Server, look_at, page, served
from tests.support.waiting import until

pytestmark = pytest.mark.browser
SMALL = """
[review_page]
largest_video_mb = 1
"""


@pytest.fixture
def server(tmp_path, request):
    server = Server(tmp_path, ["--review", "--keep-in", str(tmp_path / "kept")], getattr(request, "param", ""))
    server.start()
    yield server
    server.end()
    assert list(server.scratch.iterdir()) == []  # nothing of any video is left


@pytest.fixture
def clip(tmp_path):
    images = clips.pictures(clips.SAMPLES / "over_lunge.mp4", count=100)
    small = [cv2.resize(image, (640, 360), interpolation=cv2.INTER_AREA) for image in images]
    return clips.write_clip(tmp_path / "María (1).mp4", small)


def at(timeline, seconds):
    """Place of a moment in the lane of the neutral."""
    x, width = timeline.evaluate(
        """(box) => { const lane = box.querySelector('.lane').getBoundingClientRect(); return [lane.x, lane.width]; }"""
    )
    duration = timeline.page.evaluate("document.getElementById('film').duration")
    return x + width * seconds / duration, timeline.bounding_box()["y"] + 17


def corrected(shown):
    return shown.expect_response(lambda answer: "/corrections" in answer.url)


def look_at_report(report):
    """Its curves are drawn and its video plays, though nothing but its own scripts may run in it."""
    report.wait_for_selector("text=3 < 4 weeks")
    report.wait_for_selector(".js-plotly-plot .main-svg")
    report.wait_for_function("() => document.querySelector('video').readyState > 0")
    assert report.evaluate("fetch('../').then(() => 'sent', () => 'refused')") == "refused"
    report.close()


def test_a_video_is_dropped_watched_corrected_written_about_kept_and_exported(server, clip, tmp_path):
    with page(None) as shown:
        shown.goto(server.url)
        shown.wait_for_selector(f"#drop-where:has-text('{tmp_path / 'kept'}')")
        shown.set_input_files("#files", clip)
        shown.wait_for_selector(".video progress")
        shown.wait_for_selector("#verdict:has-text('over-lunged from 0:03.0 on')")
        shown.wait_for_function("() => document.getElementById('film').readyState > 1")
        assert shown.locator(".curve").count() == 6

        shown.click("#faults button")
        shown.wait_for_function("() => document.getElementById('film').currentTime > 2.5")
        timeline = shown.locator("#timeline")
        timeline.scroll_into_view_if_needed()
        shown.mouse.move(*at(timeline, 0.4))
        shown.mouse.down()
        shown.mouse.move(*at(timeline, 1.0))
        shown.mouse.move(*at(timeline, 1.6))
        with corrected(shown) as answer:
            shown.mouse.up()
        [[start_s, end_s]] = answer.value.json()["corrections"]["baselines_s"]
        assert (start_s, end_s) == (pytest.approx(0.4, abs=0.05), pytest.approx(1.6, abs=0.05))
        shown.wait_for_selector("#stale:not([hidden])")

        seek = (
            "s => new Promise(r => { const f = document.getElementById('film'); f.onseeked = r; f.currentTime = s; })"
        )
        shown.evaluate(seek, 2.0)
        shown.keyboard.press("h")
        shown.evaluate(seek, 3.5)
        with corrected(shown) as answer:
            shown.keyboard.press("h")
        assert answer.value.json()["corrections"]["holds_s"] == [
            [pytest.approx(2, abs=0.1), pytest.approx(3.5, abs=0.1)]
        ]
        shown.wait_for_selector("#raw:has-text('no hold was found')")

        with corrected(shown) as answer:
            shown.fill("#marks li:nth-child(2) input:first-of-type", "9")  # after its end: not taken
            shown.fill("#marks li:nth-child(1) input:last-of-type", "1.5")
            shown.keyboard.press("Tab")
        assert answer.value.json()["corrections"]["baselines_s"][0][1] == 1.5
        with corrected(shown) as answer:
            shown.check("#rear_side-right", force=True)
        assert answer.value.json()["found"]["sides"][0]["rear_side"] == "right"

        shown.fill("#note", "3 < 4 weeks")
        shown.click("#save")
        shown.wait_for_selector(f"#kept:has-text('{tmp_path / 'kept' / 'María (1)'}')")
        shown.click("summary[data-t='review.formats']")
        shown.check("[value=json]")
        with shown.expect_download() as download:
            shown.click("#export")
        with zipfile.ZipFile(download.value.path()) as packed:
            files = {Path(name).name: packed.read(name) for name in packed.namelist()}
        with shown.expect_popup() as tab:
            shown.click("#open")
        look_at_report(tab.value)
        shown.select_option("#language", "es")
        shown.wait_for_selector("#verdict:has-text('Rodilla derecha apoyada')")
        shown.wait_for_selector("#raw-said:has-text('no se encontró ninguna postura mantenida')")
        shown.wait_for_selector(".video-said:has-text('Rodilla derecha apoyada')")
    summary = StoredReview.open(tmp_path / "kept" / "María (1)").summary
    assert summary.corrections.baselines_s == ((start_s, 1.5),)
    assert (summary.corrections.rear_side, summary.note) == ("right", "3 < 4 weeks")
    assert json.loads(files["summary.json"])["note"] == "3 < 4 weeks"
    assert "no hold was found" in json.loads(files["uncorrected.json"])["verdict"]
    assert {"review.json", "annotated.mp4", "angles.csv"} <= set(files)
    assert "3 &lt; 4 weeks" in files["report.html"].decode()


DROP = """(files) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name, {type: 'video/mp4'}));
  document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def wait_for_row(shown, name, said):
    shown.wait_for_selector(f".video:has-text('{name}'):has-text('{said}')")


@pytest.mark.parametrize("server", [SMALL], indirect=True)
def test_what_is_no_video_is_told_and_a_lost_server_comes_back(server, tmp_path):
    with page(None) as shown:
        shown.goto(server.url)
        shown.wait_for_selector("#drop-where:has-text('1 MB')")
        shown.evaluate(DROP, [["text.mp4", "no video\n" * 100], ["empty.mp4", ""], ["huge.mp4", "x" * 1_100_000]])
        wait_for_row(shown, "empty.mp4", "empty.mp4 is empty.")
        wait_for_row(shown, "huge.mp4", "Larger than 1 MB")
        wait_for_row(shown, "text.mp4", "text.mp4 is not a video or photo")
        assert shown.locator("#job").is_hidden()

        upload = re.compile(r"api/review\?name=")
        shown.route(upload, lambda route: None)  # it is on its way, and never arrives
        shown.evaluate(DROP, [["slow.mp4", "x" * 900_000]])
        shown.wait_for_selector(".video:has-text('slow.mp4') progress")
        with shown.expect_event("requestfailed", lambda request: "name=slow.mp4" in request.url):
            shown.click("[aria-label='Cancel: slow.mp4']")
        shown.wait_for_selector(".video:has-text('slow.mp4')", state="detached")
        shown.unroute(upload)
        names = "async () => (await (await fetch('api/review')).json()).videos.map((video) => video.name)"
        assert shown.evaluate(names) == ["text.mp4"]

        server.end(signal.SIGKILL)
        shown.wait_for_selector("#lost:not([hidden])")
        address = server.url
        server.start()
        assert server.url == address
        shown.wait_for_selector("#lost", state="hidden")
        shown.wait_for_selector("#list-said:has-text('What was not saved is gone')")
        assert shown.locator(".video:has-text('text.mp4')").count() == 0


def test_an_upload_that_is_cancelled_once_all_of_it_was_sent_is_not_listed(tmp_path, monkeypatch):
    arrived, line_up = threading.Event(), JobStore.arrived
    stores: list[JobStore] = []

    def slow(jobs, job):
        stores.append(jobs)
        assert arrived.wait(60)
        line_up(jobs, job)

    monkeypatch.setattr(JobStore, "arrived", slow)
    with served(tmp_path) as url, page(None) as shown:
        shown.goto(f"{url}review.html")
        shown.wait_for_selector("#drop-where:has-text('MB')")
        shown.evaluate(DROP, [["text.mp4", "no video\n" * 100]])
        shown.wait_for_function("() => document.querySelector('.video progress')?.value === 1")
        until(lambda: bool(stores), "the video to have arrived")
        shown.click("[aria-label='Cancel: text.mp4']")
        arrived.set()
        until(lambda: not stores[0].listed(), "the video to be removed from the server")
        shown.wait_for_selector(".video", state="detached")
        shown.wait_for_timeout(300)
        assert shown.locator("#list-said").inner_text() == ""


def test_an_older_answer_of_the_list_that_comes_late_raises_no_alarm(server):
    with page(None) as shown:
        held: list[Any] = []
        late: list[bool] = []

        def hold(route):
            if route.request.method == "GET" and late:
                late.clear()
                held.append((route, route.fetch()))
            else:
                route.continue_()

        shown.goto(server.url)
        shown.wait_for_selector("#drop-where:has-text('MB')")
        shown.route(re.compile(r"/api/review\?"), hold)
        late.append(True)
        while not held:  # the answer of before anything was dropped is on its way, and stays there
            shown.wait_for_timeout(100)
        shown.evaluate(DROP, [[f"{n}.mp4", "no video\n" * 100] for n in (1, 2, 3)])
        for n in (1, 2, 3):
            wait_for_row(shown, f"{n}.mp4", "is not a video or photo")
        route, answer = held[0]
        with shown.expect_event("requestfinished"):
            route.fulfill(response=answer)
        shown.wait_for_timeout(300)
        assert shown.locator("#list-said").inner_text() == ""
        assert shown.locator(".video").count() == 3


def test_a_bad_file_is_refused_in_the_language_of_the_page(server):
    with page(None, locale="es-ES") as shown:
        shown.goto(server.url)
        shown.wait_for_selector("#drop-where:has-text('MB')")
        shown.evaluate(DROP, [["texto.mp4", "no video\n" * 100], ["vacio.mp4", ""]])
        wait_for_row(shown, "texto.mp4", "texto.mp4 no es un vídeo")
        wait_for_row(shown, "vacio.mp4", "vacio.mp4 está vacío.")


def test_nothing_of_the_pages_is_cut_off_on_a_phone(server):
    with page(None, viewport={"width": 390, "height": 844}, locale="es-ES") as shown:
        for name, there in (("review.html", "#drop-where"), ("compare.html", "#said"), ("start.html", ".door b")):
            shown.goto(server.url.replace("review.html", name))
            shown.wait_for_selector(f"{there}:not(:empty)")
            assert shown.evaluate("() => document.documentElement.scrollWidth") <= 390, name


def test_it_speaks_spanish_and_the_way_to_the_patients_page_and_back_is_there(server):
    with page(None, locale="es-ES") as shown:
        shown.goto(server.url)
        shown.wait_for_selector("h1:has-text('Revisar vídeos grabados')")
        shown.click("text=Practicar")
        shown.wait_for_selector("[data-view=welcome]:not([hidden])")
        shown.click("a[href='review.html']")
        shown.wait_for_selector("#drop")


def lane_place(timeline, lane, seconds):
    """Place of a moment in a lane, counted from the top."""
    x, y = at(timeline, seconds)
    return x, y + 34 * lane


@pytest.mark.parametrize(
    ("locale", "name", "none"), [("en-US", "Own range", "none is shown"), ("es-ES", "Amplitud propia", "no se muestra")]
)
def test_the_own_range_is_marked_in_its_lane_and_one_that_was_found_can_be_none(server, clip, locale, name, none):
    def with_found_range(route):
        answer = route.fetch()
        video = answer.json()
        given = video.get("corrections")  # of a video in full
        if given and video["found"] and not given["ranges_s"] and not given["no_range"]:
            video["found"]["found_ranges_s"] = [[1.0, 3.0]]
        route.fulfill(response=answer, json=video)

    with page(None, locale=locale) as shown:
        shown.goto(server.url)
        shown.route(re.compile(r"/api/review/[^/?]+(/corrections)?(\?|$)"), with_found_range)
        shown.set_input_files("#files", clip)
        shown.wait_for_selector(f"#timeline .lane-name:has-text('{name}')")
        shown.wait_for_function("() => document.getElementById('film').readyState > 1")
        shown.wait_for_selector(".span.ranges_s.found")
        with corrected(shown) as answer:
            shown.click(f"[aria-label*='{name} 1.0']")
        assert answer.value.json()["corrections"]["no_range"] is True
        shown.wait_for_selector(f"#marks li:has-text('{none}')")
        assert shown.locator(".span.ranges_s:not(.growing)").count() == 0

        timeline = shown.locator("#timeline")
        timeline.scroll_into_view_if_needed()
        shown.mouse.move(*lane_place(timeline, 1, 0.6))
        shown.mouse.down()
        shown.mouse.move(*lane_place(timeline, 1, 1.4))
        shown.mouse.move(*lane_place(timeline, 1, 2.2))
        with corrected(shown) as answer:
            shown.mouse.up()
        given = answer.value.json()["corrections"]
        assert given["ranges_s"] == [[pytest.approx(0.6, abs=0.05), pytest.approx(2.2, abs=0.05)]]
        assert given["no_range"] is False
        assert given["baselines_s"] == []
        shown.wait_for_selector(".span.ranges_s.given")
        with corrected(shown) as answer:
            shown.click(f"[aria-label*='{name} 0.6']")
        assert answer.value.json()["corrections"]["ranges_s"] == []
        shown.wait_for_selector(".span.ranges_s.found")


def seek(shown, seconds):
    shown.evaluate(
        "s => new Promise(r => { const f = document.getElementById('film'); f.onseeked = r; f.currentTime = s; })",
        seconds,
    )


def test_a_video_chosen_before_the_words_of_the_page_have_come_is_not_lost(server, clip):
    with page(None) as shown:
        waiting: list[Any] = []
        shown.route("**/api/texts/*", lambda route: waiting.append(route))
        shown.goto(server.url)
        shown.set_input_files("#files", clip)
        shown.wait_for_selector(".video")
        for route in waiting:
            route.continue_()
        shown.wait_for_selector("#verdict:has-text('over-lunged')")


def test_steps_are_taken_back_a_joint_is_moved_and_a_measured_angle_goes_into_the_note(server, clip):
    with page(None, viewport={"width": 1366, "height": 768}) as shown:
        shown.goto(server.url)
        shown.set_input_files("#files", clip)
        shown.wait_for_selector("#verdict:has-text('over-lunged')")
        shown.wait_for_function("() => document.getElementById('film').readyState > 1")
        lanes = shown.locator("#timeline .lane").last.bounding_box()
        assert lanes["y"] + lanes["height"] <= 768  # beside the video, without scrolling
        assert shown.locator("#undo").is_disabled()

        seek(shown, 2.0)
        shown.keyboard.press("h")
        seek(shown, 3.5)
        with corrected(shown) as answer:
            shown.keyboard.press("h")
        given = answer.value.json()["corrections"]
        assert len(given["holds_s"]) == 1
        with corrected(shown) as answer:
            shown.keyboard.press("Control+z")
        assert answer.value.json()["corrections"]["holds_s"] == []
        with corrected(shown) as answer:
            shown.keyboard.press("Control+Shift+Z")
        assert answer.value.json()["corrections"] == given

        shown.click("#move-joint")
        knee = shown.locator("circle.joint[data-joint=left_knee]")
        knee.focus()
        with corrected(shown) as answer:
            shown.keyboard.press("ArrowRight")
        [move] = answer.value.json()["corrections"]["joints"]
        assert (move["joint"], move["time_s"]) == ("left_knee", pytest.approx(3.5, abs=0.1))
        assert (move["dx_px"], move["dy_px"]) == (1.0, 0.0)
        shown.wait_for_selector("circle.by-hand")
        shown.wait_for_selector("#marks li:has-text('left knee moved')")
        with corrected(shown) as answer:
            shown.click("#undo")
        assert answer.value.json()["corrections"]["joints"] == []

        shown.click("#move-joint")
        shown.click("#measure-angle")
        box = shown.locator("#measures").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        with shown.expect_response(lambda answer: "/note" in answer.url):
            for place in ((x, y - 60), (x, y), (x + 60, y)):
                shown.mouse.click(*place)
        assert shown.locator("#note").input_value() == "0:03.5: angle 90°, measured by hand"


def test_the_picture_is_turned_by_hand_looked_at_again_and_turned_back(server, clip):
    with page(None, viewport={"width": 1366, "height": 768}) as shown:
        shown.goto(server.url)
        shown.set_input_files("#files", clip)
        shown.wait_for_selector("#verdict:has-text('over-lunged')")
        with corrected(shown) as answer:
            shown.select_option("#turn", "90")
        assert answer.value.json()["corrections"]["rotate_deg"] == 90
        shown.wait_for_selector("#verdict:not(:has-text('over-lunged'))")  # nobody half-kneels on a wall
        with corrected(shown) as answer:
            shown.select_option("#turn", "")
        assert answer.value.json()["corrections"]["rotate_deg"] is None
        shown.wait_for_selector("#verdict:has-text('over-lunged')")
        with corrected(shown) as answer:
            shown.check("#mirrored")
        assert answer.value.json()["corrections"]["mirrored"] is True
        shown.wait_for_selector("#verdict:has-text('Left knee down')")


def test_a_visit_is_entered_kept_and_compared_side_by_side_in_step(server, clip):
    with page(None) as shown:
        shown.goto(server.url)
        shown.set_input_files("#files", clip)
        shown.wait_for_selector("#verdict:has-text('over-lunged')")
        assert shown.locator("#archive").is_hidden()
        shown.fill("#visited-on", "2024-03-05")
        with shown.expect_response(lambda answer: "/visit" in answer.url):
            shown.fill("#patient", "P017")
            shown.keyboard.press("Tab")
        shown.wait_for_selector("#visit-said:not(:empty)")
        shown.click("#save")
        shown.wait_for_selector("#kept:has-text('kept')")
        shown.click("#archive")
        shown.wait_for_selector("#kept:has-text('Kept as a visit of P017')")
        with shown.expect_popup() as tab:
            shown.click("#progress")
        tab.value.wait_for_selector("h1:has-text('P017')")
        tab.value.close()

        shown.click("a[href='compare.html']")
        shown.wait_for_selector("#curves path.second")
        assert shown.locator("#visit-b option").count() == 2
        assert "2024-03-05 · P017" in shown.locator("#visit-b option").last.inner_text()
        films = "() => ['a', 'b'].map((side) => document.getElementById(`film-${side}`).currentTime)"
        shown.wait_for_function("() => [...document.querySelectorAll('video')].every((film) => film.readyState > 1)")
        shown.click("#curves", position={"x": 400, "y": 30})
        first, second = shown.evaluate(films)
        assert first == pytest.approx(second, abs=0.05)  # the same film twice
        assert first > 0.3


def test_saving_right_after_the_patient_was_entered_waits_until_the_server_knows_them(server, clip, tmp_path):
    with page(None) as shown:
        shown.goto(server.url)
        shown.set_input_files("#files", clip)
        shown.wait_for_selector("#verdict:has-text('over-lunged')")
        shown.fill("#patient", "P017")
        waiting: list[Any] = []
        shown.route("**/visit?*", lambda route: waiting.append(route))
        shown.click("#save")
        shown.wait_for_timeout(500)
        for route in waiting:
            route.continue_()
        shown.wait_for_selector(f"#kept:has-text('{tmp_path / 'kept'}')")
    assert StoredReview.open(tmp_path / "kept" / "María (1)").summary.patient == "P017"


def test_the_targets_of_a_patient_are_set_on_the_page_and_the_video_is_judged_by_them(server, clip):
    with page(None) as shown:
        shown.goto(server.url)
        shown.set_input_files("#files", clip)
        shown.wait_for_selector("#verdict:has-text('over-lunged')")
        assert shown.locator("#goals").is_hidden()
        shown.fill("#patient", "P099")
        shown.keyboard.press("Tab")
        shown.click("#goals summary")
        shown.wait_for_selector("#goals-said:has-text('usual targets')")
        for quantity, edge in (("lunge_deg", 25), ("rear_thigh_deg", 40)):
            shown.fill(f"#goals-rows [data-quantity={quantity}][data-edge=to]", str(edge))
        shown.click("#goals-save")
        shown.wait_for_selector("#goals-said:has-text('targets of their own')")
        shown.wait_for_selector("#verdict:not(:has-text('over-lunged'))")
        look_at(shown, "goals")
        shown.wait_for_selector("#stale:not([hidden])")  # the video shows the limits of before
        shown.click("#goals-usual")
        shown.wait_for_selector("#verdict:has-text('over-lunged')")
