"""What goes wrong by itself at the patient's page, in a real Chromium: each thing is spoken, with what to do."""

import pytest

from tests.support.browser import (
    begin_lunge,
    look_at,
    page,
    picture_file,
    served,
    wait_for_stage,
    wait_for_view,
    wait_until_heard,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def camera(tmp_path):
    return picture_file(tmp_path / "camera.mjpeg")


def to_the_stage(shown, address):
    begin_lunge(shown, address, hold_s=60)
    wait_for_stage(shown, "hold")


def refusing(name, message=""):
    """What makes the browser refuse its camera for a reason."""
    thrown = f"new DOMException({message!r}, {name!r})"
    return f"navigator.mediaDevices.getUserMedia = () => Promise.reject({thrown});"


@pytest.mark.parametrize(
    ("script", "title", "way_out"),
    [
        (refusing("NotAllowedError", "Permission denied by system"), "The system blocks the camera", "privacy"),
        (refusing("NotReadableError"), "Another program uses the camera", "Close video calls"),
        (refusing("AbortError"), "Another program uses the camera", "Close video calls"),
        (refusing("NotAllowedError", "Permission denied"), "The camera is not allowed", "camera sign"),
        (refusing("NotFoundError"), "No camera was found", "Plug one in"),
        (refusing("OddError"), "The camera does not start", "Pull it out"),
        (
            "Object.defineProperty(navigator, 'mediaDevices', { value: undefined });",
            "No camera at this address",
            "begins with https",
        ),
    ],
)
def test_each_reason_without_a_camera_has_its_own_words_and_way_out(tmp_path, camera, script, title, way_out):
    with served(tmp_path) as address, page(camera) as shown:
        shown.add_init_script(script)
        shown.goto(address)
        shown.click("#flags-no")
        shown.uncheck("#part-rest")
        shown.click("#begin")
        shown.click("#camera-allow")
        shown.wait_for_selector(f'#camera-trouble h2:has-text("{title}")')
        shown.wait_for_function("text => window.heard.some((said) => said.includes(text))", arg=title)
        assert way_out in shown.inner_text("#camera-trouble p")
        look_at(shown, "camera-" + title.split()[-1])


def test_a_camera_that_is_pulled_out_is_spoken_of_and_taken_again(tmp_path, camera):
    with served(tmp_path) as address, page(camera) as shown:
        shown.add_init_script("""
            const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            window.there = true;
            navigator.mediaDevices.getUserMedia = async (wanted) => {
              if (!window.there) throw new DOMException("", "NotFoundError");
              return (window.stream = await ask(wanted));
            };
        """)
        to_the_stage(shown, address)
        shown.evaluate(
            "() => { window.there = false;"
            " for (const track of window.stream.getTracks()) { track.stop(); track.onended?.(); } }"
        )
        wait_until_heard(shown, "The camera is gone. Plug it in, or allow it again.")
        shown.wait_for_selector('.stage[data-trouble="camera_gone"][data-running="false"]')
        look_at(shown, "camera_gone")
        shown.evaluate("window.there = true")
        wait_until_heard(shown, "All is well again. Go on.")
        shown.wait_for_selector(".stage:not([data-trouble])")


def test_a_covered_page_says_so_and_nothing_is_green_meanwhile(tmp_path, camera):
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    with served(tmp_path) as address, page(camera) as shown:
        to_the_stage(shown, address)
        shown.evaluate(hide, True)
        wait_until_heard(shown, "This page is covered. Bring it back to the front, then it goes on.")
        assert shown.get_attribute(".stage", "data-running") == "false"
        shown.evaluate(hide, False)
        wait_until_heard(shown, "All is well again. Go on.")


def test_a_camera_that_stops_giving_pictures_is_spoken_of(tmp_path, camera):
    with served(tmp_path) as address, page(camera) as shown:
        shown.add_init_script("""
            const real = HTMLVideoElement.prototype.requestVideoFrameCallback;
            HTMLVideoElement.prototype.requestVideoFrameCallback = function (call) {
              return real.call(this, (...told) => {
                if (window.stalled) window.waiting = () => call(...told);
                else call(...told);
              });
            };
        """)
        to_the_stage(shown, address)
        shown.evaluate("window.stalled = true")
        wait_until_heard(shown, "The camera gives no pictures. Check its cable and shutter.")
        shown.wait_for_selector('.stage[data-trouble="stalled"][data-running="false"]')
        look_at(shown, "stalled")
        shown.evaluate("() => { window.stalled = false; window.waiting(); }")
        wait_until_heard(shown, "All is well again. Go on.")


def test_a_server_that_is_gone_is_spoken_of(tmp_path, camera):
    with page(camera) as shown:
        with served(tmp_path) as address:
            to_the_stage(shown, address)
        wait_until_heard(shown, "formcheck does not answer. Please look whether it is still running.")
        shown.wait_for_selector('.stage[data-trouble="lost"][data-running="false"]')
        look_at(shown, "lost")


def test_the_first_words_wait_until_the_voices_are_loaded_and_without_any_the_page_says_so(tmp_path, camera):
    late = """
        const heard = speechSynthesis;
        const events = new EventTarget();
        let loaded = [];
        const late = { ...heard, getVoices: () => loaded, addEventListener: events.addEventListener.bind(events) };
        Object.defineProperty(window, "speechSynthesis", { value: late });
        window.load = () => { loaded = heard.getVoices(); events.dispatchEvent(new Event("voiceschanged")); };
        const later = window.setTimeout;
        window.setTimeout = (does, ms) => (ms === 2000 ? 0 : later(does, ms));
    """  # the page gives the voices two seconds, which a busy computer needs to come as far as the first words
    with served(tmp_path) as address, page(camera) as shown:
        shown.add_init_script(late)
        shown.goto(address)
        shown.click("#flags-no")
        shown.uncheck("#part-lunge")
        shown.click("#begin")
        wait_for_view(shown, "rest")
        assert shown.evaluate("window.heard") == []
        shown.evaluate("window.load()")
        shown.wait_for_function("() => window.heard.some((said) => said.startsWith('Lie on your back'))")


def test_a_browser_without_a_voice_is_told_before_anything_begins_and_chimes(tmp_path, camera):
    with served(tmp_path) as address, page(camera, locale="es-ES") as shown:  # the voice there is speaks English
        shown.route("**/voices/*.json", lambda route: route.abort())  # and there are no recordings
        shown.goto(address)
        shown.click("#flags-no")
        shown.wait_for_selector("#silent:not([hidden])")
        look_at(shown, "silent")
        shown.uncheck("#part-lunge")
        shown.click("#begin")
        shown.wait_for_function("() => document.documentElement.dataset.earcon === 'note'")
        assert shown.evaluate("window.heard") == []


def test_a_camera_that_was_chosen_and_is_no_longer_there_gives_way_to_another(tmp_path, camera):
    only_one = """
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        window.wanted = [];
        navigator.mediaDevices.getUserMedia = ({ video, audio }) => {
          window.wanted.push(video.deviceId?.exact ?? "");
          const gone = new DOMException("", "OverconstrainedError");
          return video.deviceId ? Promise.reject(gone) : ask({ video, audio });
        };
        localStorage.setItem('formcheck-choices', JSON.stringify({ taught: true, handsTold: true, camera: "second" }));
    """
    with served(tmp_path) as address, page(camera) as shown:
        shown.add_init_script(only_one)
        to_the_stage(shown, address)
        assert shown.evaluate("window.wanted") == ["second", ""]


def test_another_camera_can_be_chosen_and_is_remembered(tmp_path, camera):
    two = """
        const found = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
        navigator.mediaDevices.enumerateDevices = async () => {
          const [first] = (await found()).filter(({ kind }) => kind === "videoinput");
          return [first, { kind: "videoinput", deviceId: "second", label: "The other camera" }];
        };
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        window.wanted = [];
        navigator.mediaDevices.getUserMedia = ({ video, audio }) => {
          window.wanted.push(video.deviceId?.exact ?? "");
          return ask({ video: { ...video, deviceId: undefined }, audio });
        };
    """
    with served(tmp_path) as address, page(camera) as shown:
        shown.add_init_script(two)
        to_the_stage(shown, address)
        shown.click("#sound-open")
        shown.wait_for_selector("#camera-of-settings >> text=The other camera", state="attached")
        shown.select_option("#camera-of-settings", label="The other camera")
        shown.wait_for_function("() => window.wanted.at(-1) === 'second'")
        look_at(shown, "cameras")
        shown.reload()
        wait_for_stage(shown, "hold")
        assert shown.evaluate("window.wanted") == ["second"]
