"""The posture check in a real browser: offered before and after, led by ear, one picture and sentence, nothing kept."""

import json

import pytest

from formcheck.archive.practice_history import History
from formcheck.messages.catalogue import catalogue
from formcheck.web.patient.credit import Part, Progress
from tests.support import weeks
from tests.support.browser import (
    PULLED_OUT,
    look_at,
    page,
    picture_file,
    served,
    wait_for_view,
    wait_until_heard,
)
from tests.support.stander import Stander

pytestmark = pytest.mark.browser
WORDS = catalogue("en").page
ES = catalogue("es")


@pytest.fixture(autouse=True)
def standing():
    Stander.stand()
    yield
    Stander.stand()


def to_the_check(shown, url):
    shown.goto(url)
    shown.click("#flags-no")
    wait_for_view(shown, "routine")
    shown.click("#stand-open")
    wait_for_view(shown, "stand")
    shown.click("#stand-start")
    wait_for_view(shown, "standing")


def heard(shown, text):
    return shown.evaluate("text => window.heard.filter((each) => each === text).length", text)


def do_the_check(shown):
    """Do as the page says: stand, step, stand, step, stand."""
    for _ in range(2):
        shown.wait_for_selector('[data-view="standing"][data-stage="steps"]')
        Stander.stepping = True
        shown.wait_for_selector('[data-view="standing"][data-stage="place"]')
        Stander.stepping = False
    wait_for_view(shown, "stood")


def end_the_practice(shown):
    shown.uncheck("#part-rest")
    shown.uncheck("#part-lunge")
    shown.check("#part-ball")
    shown.click("#begin")
    wait_for_view(shown, "ball")
    shown.click("#ball-skip")
    wait_for_view(shown, "summary")


def practise_and_check_again(shown, thigh_deg):
    """Go on from the check before to a practice, and from its end to the check after, standing otherwise."""
    shown.click("#stood-done")
    wait_for_view(shown, "routine")
    end_the_practice(shown)
    Stander.stand(thigh_deg=thigh_deg)
    shown.click("#stand-open-after")
    wait_for_view(shown, "stand")
    shown.click("#stand-start")
    wait_for_view(shown, "standing")
    do_the_check(shown)


def colours(shown):
    """How many pixels of the picture are nearly in the colours of before and of now."""
    return shown.evaluate(
        """() => {
          const canvas = document.querySelector('#stood-picture');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const far = (i, colour) => colour.reduce((sum, value, at) => sum + Math.abs(data[i + at] - value), 0);
          let [before, now] = [0, 0];
          for (let i = 0; i < data.length; i += 4) {
            before += far(i, [30, 120, 214]) < 40;
            now += far(i, [240, 150, 15]) < 40;
          }
          return [before, now];
        }"""
    )


def test_before_and_after_a_practice_the_change_is_told_and_nothing_is_kept(tmp_path):
    Stander.stand(thigh_deg=8.0)
    camera = picture_file(tmp_path / "camera.mjpeg")
    with served(tmp_path, open_estimator=Stander) as url, page(camera) as shown:
        to_the_check(shown, url)
        for key in ("how1", "how2", "how3", "how4"):
            assert heard(shown, WORDS[f"stand.{key}"]) <= 1  # cut off by the one who goes on
        shown.wait_for_selector('[data-view="standing"][data-stage="still"]')
        look_at(shown, "standing")
        do_the_check(shown)
        assert shown.text_content("#stood-sentence") == WORDS["stand.say.measured"]
        wait_until_heard(shown, WORDS["stand.say.measured"])
        assert [heard(shown, WORDS[f"stand.say.{said}"]) for said in ("place", "breathe", "steps")] == [1, 3, 2]
        before, now = colours(shown)
        assert before == 0
        assert now > 500
        look_at(shown, "stood_before")
        practise_and_check_again(shown, thigh_deg=2.0)
        said = shown.text_content("#stood-sentence")
        assert said.startswith("Compared with before, ")
        assert "your hips stand 3.1° less far forward" in said
        assert said.endswith("so this counts.")
        wait_until_heard(shown, said)
        before, now = colours(shown)
        assert before > 500
        assert now > 500
        look_at(shown, "stood_after")
        with shown.expect_download() as saving:
            shown.click("#stand-save")
        assert saving.value.suggested_filename == "formcheck-posture.png"
        shown.click("#stood-done")
        wait_for_view(shown, "summary")
        assert shown.evaluate("Object.keys(localStorage)") == ["formcheck-choices", "formcheck-browser"]
        assert "points_px" not in shown.evaluate("JSON.stringify(localStorage)")
        assert "image" not in shown.evaluate("JSON.stringify(sessionStorage)")
        assert shown.evaluate("() => fetch('api/history').then((answer) => answer.json())") == []


def test_it_is_offered_and_never_demanded(tmp_path):
    camera = picture_file(tmp_path / "camera.mjpeg")
    with served(tmp_path, open_estimator=Stander) as url, page(camera) as shown:
        shown.goto(url)
        shown.click("#flags-no")
        wait_for_view(shown, "routine")
        end_the_practice(shown)
        assert shown.is_visible("#stand-open-after")
        assert heard(shown, WORDS["stand.say.place"]) == 0
        shown.click("#stand-open-after")
        wait_for_view(shown, "stand")
        shown.click("#stand-back")
        wait_for_view(shown, "summary")


def test_hands_and_keys_pause_and_stop_it(tmp_path):
    camera = picture_file(tmp_path / "camera.mjpeg")
    with served(tmp_path, open_estimator=Stander) as url, page(camera) as shown:
        to_the_check(shown, url)
        shown.wait_for_selector('[data-view="standing"][data-stage="still"]')
        shown.wait_for_timeout(1500)  # hands at rest for a second before they can say anything
        Stander.raised = ("RIGHT",)
        wait_until_heard(shown, WORDS["say.paused"])
        assert shown.text_content("#stand-word") == WORDS["word.paused"]
        Stander.raised = ()
        shown.wait_for_selector("#stand-hands:not([data-held])")
        shown.keyboard.press("p")
        wait_until_heard(shown, WORDS["say.going_on"])
        shown.wait_for_timeout(1500)
        Stander.raised = ("LEFT", "RIGHT")
        wait_for_view(shown, "stopped")
        Stander.raised = ()
        shown.click("#stopped-resume")
        wait_for_view(shown, "stand")
        shown.click("#stand-start")
        wait_for_view(shown, "standing")
        shown.keyboard.press("Escape")
        wait_for_view(shown, "stopped")
        shown.click("#stopped-end")
        wait_for_view(shown, "routine")
        shown.click("#stand-open")
        shown.click("#stand-start")
        wait_for_view(shown, "standing")
        shown.keyboard.press("3")
        wait_for_view(shown, "stopped")
        assert shown.evaluate("JSON.parse(sessionStorage['formcheck-practice']).hurt") is True


def test_what_is_in_the_way_is_spoken_in_the_language_of_the_page(tmp_path):
    Stander.stand(view_deg=60.0)
    camera = picture_file(tmp_path / "camera.mjpeg")
    size = {"width": 390, "height": 844}
    with served(tmp_path, open_estimator=Stander) as url, page(camera, viewport=size) as shown:
        shown.goto(url)
        shown.select_option("#language", "es")
        shown.wait_for_function("() => document.documentElement.lang === 'es'")
        to_the_check_from_here(shown)
        said = ES.of("page.stand.say.view")
        shown.wait_for_function("said => document.querySelector('#stand-why').textContent === said", arg=said)
        shown.wait_for_function("said => document.querySelector('#caption').textContent === said", arg=said)
        look_at(shown, "standing_phone")
        wide = shown.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        Stander.stand()
        do_the_check(shown)
        assert shown.text_content("#stood-sentence") == ES.of("page.stand.say.measured")
        assert shown.evaluate("document.documentElement.scrollWidth") <= 390
        look_at(shown, "stood_phone")


def to_the_check_from_here(shown):
    shown.click("#flags-no")
    wait_for_view(shown, "routine")
    shown.click("#stand-open")
    wait_for_view(shown, "stand")
    look_at(shown, "stand_phone")
    shown.click("#stand-start")
    wait_for_view(shown, "standing")


def test_a_camera_that_is_not_allowed_is_told_with_the_way_out(tmp_path):
    camera = picture_file(tmp_path / "camera.mjpeg")
    with served(tmp_path, open_estimator=Stander) as url, page(camera, allow=False) as shown:
        shown.goto(url)
        shown.click("#flags-no")
        shown.click("#stand-open")
        wait_for_view(shown, "stand")
        look_at(shown, "stand")
        shown.click("#stand-start")
        shown.wait_for_selector("#stand-trouble:not([hidden])")
        assert shown.text_content("#stand-trouble h2") == WORDS["camera.refused_title"]
        assert shown.is_visible("#stand-start")


@pytest.mark.parametrize(
    ("thrown", "title"),
    [
        (("", "NotReadableError"), "busy"),
        (("", "AbortError"), "busy"),
        (("denied by system", "NotAllowedError"), "system"),
    ],
)
def test_every_other_reason_without_a_camera_has_its_own_words_here_too(tmp_path, thrown, title):
    with served(tmp_path, open_estimator=Stander) as url, page(picture_file(tmp_path / "camera.mjpeg")) as shown:
        reason = f"new DOMException({thrown[0]!r}, {thrown[1]!r})"
        shown.add_init_script(f"navigator.mediaDevices.getUserMedia = () => Promise.reject({reason});")
        shown.goto(url)
        shown.click("#flags-no")
        shown.click("#stand-open")
        wait_for_view(shown, "stand")
        shown.click("#stand-start")
        shown.wait_for_selector("#stand-trouble:not([hidden])")
        assert shown.text_content("#stand-trouble h2") == WORDS[f"camera.{title}_title"]
        shown.wait_for_function(
            "title => window.heard.some((said) => said.startsWith(title))", arg=WORDS[f"camera.{title}_title"]
        )


def test_a_camera_that_is_pulled_out_in_the_middle_of_the_check_is_spoken_of_and_taken_again(tmp_path):
    with served(tmp_path, open_estimator=Stander) as url, page(picture_file(tmp_path / "camera.mjpeg")) as shown:
        shown.add_init_script("""
            const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            window.there = true;
            navigator.mediaDevices.getUserMedia = async (wanted) => {
              if (!window.there) throw new DOMException("", "NotFoundError");
              return ask(wanted);
            };
        """)
        to_the_check(shown, url)
        shown.wait_for_selector('[data-view="standing"][data-stage="still"]')
        shown.evaluate("window.there = false")
        shown.evaluate(PULLED_OUT, "stand-video")
        wait_until_heard(shown, WORDS["trouble.camera_gone"])
        assert shown.text_content("#stand-word") == WORDS["trouble.word"]
        shown.evaluate("window.there = true")
        wait_until_heard(shown, WORDS["trouble.over"])
        do_the_check(shown)


def test_a_page_loaded_anew_in_the_middle_begins_the_check_again_and_remembers_before(tmp_path):
    camera = picture_file(tmp_path / "camera.mjpeg")
    with served(tmp_path, open_estimator=Stander) as url, page(camera) as shown:
        to_the_check(shown, url)
        do_the_check(shown)
        shown.click("#stood-again")
        wait_for_view(shown, "stand")
        shown.reload()
        wait_for_view(shown, "stand")
        assert len(shown.evaluate("JSON.parse(sessionStorage['formcheck-practice']).stood")) == 3


def test_my_history_says_what_changed_over_the_weeks(tmp_path):
    history = History(tmp_path / "history.sqlite3")
    for done in weeks.sessions(10, 11, 12, 20, 21, 22, 28, 29, 30):
        history.keep(done)
    with served(tmp_path, open_estimator=Stander) as url, page(None) as shown:
        shown.goto(url)
        shown.click("#flags-no")
        shown.click('[data-view="routine"] [data-go="history"]')
        wait_for_view(shown, "history")
        shown.wait_for_selector("#changed:not([hidden])")
        assert "you hold the stretch 18 s longer in good form" in shown.text_content("#changed-said")
        look_at(shown, "history_changed")
        shown.click("#delete-all")
        shown.wait_for_selector("#history-full[hidden]", state="attached")


def test_the_summary_says_in_words_that_the_hip_opened_and_of_the_other_side_nothing(tmp_path):
    left = Part(side="left", good_s=30.0, held_s=30.0, tucked_s=30.0, opened=True)
    parts = [left, left.model_copy(update={"side": "right", "opened": False})]
    progress = Progress(target_s=30, parts=parts, now=2).model_dump_json()
    practice = f'{{"view": "summary", "queue": [], "progress": {progress}}}'
    with served(tmp_path, open_estimator=Stander) as url, page(None) as shown:
        shown.add_init_script(f"sessionStorage.setItem('formcheck-practice', {json.dumps(practice)})")
        shown.goto(url)
        wait_for_view(shown, "summary")
        cards = shown.locator("#results .card")
        assert WORDS["summary.opened"] in cards.nth(0).text_content()
        assert WORDS["summary.opened"] not in cards.nth(1).text_content()
        assert "°" not in shown.text_content("#results")
        look_at(shown, "summary_opened")


def check_kept(history):
    return [(len(check.occasions), check.after_practice) for check in history.postures()]


def test_who_asks_finds_the_check_in_the_history_where_the_one_after_completes_it(tmp_path):
    Stander.stand(thigh_deg=8.0)
    camera = picture_file(tmp_path / "camera.mjpeg")
    history = History(tmp_path / "history.sqlite3")
    with served(tmp_path, open_estimator=Stander) as url, page(camera) as shown:
        to_the_check(shown, url)
        do_the_check(shown)
        assert check_kept(history) == [], "nothing is kept unasked"
        shown.click("#stood-keep")
        shown.wait_for_selector(f"#stood-kept:text-is('{WORDS['stand.kept']}')")
        assert check_kept(history) == [(1, False)]
        look_at(shown, "stood_kept")
        practise_and_check_again(shown, thigh_deg=2.0)
        shown.click("#stood-keep")
        shown.wait_for_selector(f"#stood-kept:text-is('{WORDS['stand.kept']}')")
        assert check_kept(history) == [(2, False)], "the pair takes the place of its before"
        shown.click("#stood-done")
        wait_for_view(shown, "summary")
        shown.click('[data-view="summary"] [data-go="history"]')
        wait_for_view(shown, "history")
        row = shown.locator("#posture-rows tr")
        row.wait_for()
        assert "→" in row.locator("td").nth(3).text_content()
        look_at(shown, "history_posture")
        row.locator("button").click()
        shown.wait_for_selector("#undo:not([hidden])")
        assert check_kept(history) == []
        shown.click("#undo")
        row.wait_for()
        assert check_kept(history) == [(2, False)]


@pytest.mark.parametrize(("hours", "kept"), [(0, 1), (20, 2)])
def test_a_check_done_again_at_once_is_kept_once_and_one_of_another_day_beside_it(tmp_path, hours, kept):
    camera = picture_file(tmp_path / "camera.mjpeg")
    history = History(tmp_path / "history.sqlite3")
    with served(tmp_path, open_estimator=Stander) as url, page(camera) as shown:
        to_the_check(shown, url)
        do_the_check(shown)
        shown.click("#stood-keep")
        shown.wait_for_selector(f"#stood-kept:text-is('{WORDS['stand.kept']}')")
        shown.evaluate("hours => { const real = Date.now; Date.now = () => real() + hours * 3600000; }", hours)
        shown.click("#stood-again")
        wait_for_view(shown, "stand")
        shown.click("#stand-start")
        wait_for_view(shown, "standing")
        do_the_check(shown)
        shown.click("#stood-keep")
        shown.wait_for_selector(f"#stood-kept:text-is('{WORDS['stand.kept']}')")
    assert check_kept(history) == [(1, False)] * kept


def test_who_lets_their_numbers_be_kept_need_not_ask_for_each_check(tmp_path):
    camera = picture_file(tmp_path / "camera.mjpeg")
    history = History(tmp_path / "history.sqlite3")
    with served(tmp_path, open_estimator=Stander) as url, page(camera) as shown:
        shown.goto(url)
        shown.click("#flags-no")
        wait_for_view(shown, "routine")
        shown.check("#keep")
        shown.click("#stand-open")
        wait_for_view(shown, "stand")
        shown.click("#stand-start")
        wait_for_view(shown, "standing")
        do_the_check(shown)
        shown.wait_for_selector(f"#stood-kept:text-is('{WORDS['stand.kept']}')")
        assert check_kept(history) == [(1, False)]
        assert shown.is_hidden("#stood-keep")


@pytest.mark.parametrize("width", [1280, 320])
def test_my_history_shows_hip_extension_and_posture_over_the_weeks_and_from_how_much_on_they_count(tmp_path, width):
    history = History(tmp_path / "history.sqlite3")
    for done, degrees in zip(weeks.sessions(10, 11, 12, 20), (-3.0, 2.0, 6.0, 11.0), strict=True):
        part = done.parts[0].model_copy(update={"hip_extension_deg": degrees, "hip_extension_sd_deg": 2.5})
        history.keep(done.model_copy(update={"parts": [part]}))
    for check in weeks.checks(6, 4, 1):
        history.keep_posture(check)
    with served(tmp_path, open_estimator=Stander) as url, page(None) as shown:
        shown.set_viewport_size({"width": width, "height": 800})
        shown.goto(url)
        shown.click("#flags-no")
        shown.click('[data-view="routine"] [data-go="history"]')
        wait_for_view(shown, "history")
        shown.wait_for_selector("#posture-least:not([hidden])")
        assert shown.locator("#hip-extension-trend polyline").count() == 1
        assert shown.locator("#hip-extension-trend .own-sd").count() == 4
        assert "+14.0° since the first time" in shown.text_content("#hip-extension-least")
        assert shown.locator("#posture-rows tr").count() == 3
        assert "°" in shown.locator("#posture-least td").nth(2).text_content()
        assert "your hips stand 5.0° less far forward" in shown.text_content("#changed-said")
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        shown.locator("#hip-extension-trend").scroll_into_view_if_needed()
        look_at(shown, f"history_hips_{width}")
        shown.locator("#posture-least").scroll_into_view_if_needed()
        look_at(shown, f"history_postures_{width}")
        shown.click("#delete-all")
        shown.wait_for_selector("#history-full[hidden]", state="attached")
    assert history.postures() == []
