"""A browser that opens no secure socket, as Safari before an untrusted certificate, leads through all the same."""

import pytest

from tests.support.browser import begin_lunge, page, picture_file, served, wait_for_view

pytestmark = pytest.mark.browser

NO_SOCKET = """
window.sockets = 0;
window.WebSocket = class {
  static CONNECTING = 0; static OPEN = 1; static CLOSING = 2; static CLOSED = 3;
  readyState = 0;
  constructor() { window.sockets += 1; setTimeout(() => { this.readyState = 3; this.onclose?.(); }, 20); }
  send() { throw new Error("never open"); }
  close() {}
};
"""


def test_without_a_socket_the_stretch_is_led_to_its_end(tmp_path):
    with served(tmp_path) as address, page(picture_file(tmp_path / "camera.mjpeg")) as shown:
        shown.add_init_script(NO_SOCKET)
        begin_lunge(shown, address, 3)
        shown.wait_for_selector('.stage[data-running="true"]')
        assert shown.evaluate("window.sockets") == 1
        assert shown.is_hidden("#lost")
        shown.click("#pause")
        shown.wait_for_function("() => window.heard.includes('Paused.') || window.heard.some((s) => /paus/i.test(s))")
        shown.click("#pause")
        shown.click("#skip")
        shown.wait_for_selector('.stage[data-stage="turn"]')
        shown.click("#skip")
        wait_for_view(shown, "summary")
