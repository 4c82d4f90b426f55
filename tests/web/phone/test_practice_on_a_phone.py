"""`formcheck practice --phone` as it is typed, and two phones that know its authority."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time

import httpx
import pytest
from websockets.sync.client import connect
from websockets.typing import Origin

from formcheck.messages.catalogue import languages
from formcheck.web.protocol import PROTOCOL
from tests.support.practice_page import Server
from tests.support.tab import HELLO

DONE = {"started_at": "2026-03-04T10:00:00Z", "parts": [{"side": "right", "target_s": 30, "good_s": 30}]}


class Phone(httpx.Client):
    """A device with its own cookies, which trusts the authority of the computer."""

    def __init__(self, server):
        self.trust = ssl.create_default_context(cafile=str(server.data / "phone" / "authority.pem"))
        super().__init__(verify=self.trust, follow_redirects=True, timeout=60)
        self.headers["Formcheck-Protocol"] = PROTOCOL

    def scan(self, address):
        """Open what the code leads to; return the address of one's own."""
        self.own = str(self.get(address).raise_for_status().url)
        self.headers["Origin"] = self.own.rstrip("/").rpartition("/")[0]
        return self.own


@pytest.fixture
def server(tmp_path):
    one = Server(tmp_path, options=["--phone", "--host", "127.0.0.1"])
    one.start()
    yield one
    one.end()


def test_two_phones_have_two_histories_and_neither_reads_or_deletes_the_others(server):
    with Phone(server) as one, Phone(server) as other:
        assert one.scan(server.url) != other.scan(server.url)
        number = one.post(f"{one.own}api/history", json=DONE).raise_for_status().json()["id"]
        assert other.get(f"{other.own}api/history").json() == []
        assert other.patch(f"{other.own}api/history/{number}", json={"pain_after": 7}).status_code == 204
        other.delete(f"{other.own}api/history/{number}").raise_for_status()
        other.delete(f"{other.own}api/history").raise_for_status()
        [kept] = one.get(f"{one.own}api/history").json()
        assert (kept["id"], kept["pain_after"]) == (number, None)


def test_a_phone_that_scans_again_at_the_next_start_finds_its_history(server):
    with Phone(server) as one, Phone(server) as stranger:
        own, code = one.scan(server.url), server.url
        one.post(f"{own}api/history", json=DONE).raise_for_status()
        server.end()
        server.start()
        assert server.url != code
        assert one.get(f"{own}api/history").json()[0]["parts"][0]["good_s"] == 30  # its icon still opens it
        assert one.scan(server.url) == own
        assert stranger.get(code).status_code == 404
        stranger.scan(server.url)
        assert stranger.get(f"{stranger.own}api/history").json() == []


def test_what_a_phone_practised_is_not_in_the_history_of_who_sits_at_the_computer(server, tmp_path):
    with Phone(server) as one:
        one.scan(server.url)
        one.post(f"{one.own}api/history", json=DONE).raise_for_status()
    (tmp_path / "computer").mkdir()
    at_home = Server(tmp_path / "computer", options=[], data=server.data.parent)
    at_home.start()
    try:
        headers = {"Origin": at_home.url.rstrip("/").rpartition("/")[0]}
        assert httpx.get(f"{at_home.url}api/history").json() == []
        assert httpx.delete(f"{at_home.url}api/history", headers=headers).status_code == 204
    finally:
        at_home.end()
    with Phone(server) as one:
        one.scan(server.url)  # another one
        assert one.get(f"{one.own}api/history").json() == []
    assert b"2026-03-04" in (server.data / "practice.sqlite3").read_bytes()


def test_no_phone_reaches_the_videos_or_the_start_page_of_the_computer(server):
    with Phone(server) as one:
        one.scan(server.url)
        for path in ("review.html", "api/review", "start.html", "compare.html"):
            assert one.get(one.own + path).status_code == 404, path
        assert one.get(f"{one.own}api/texts/en").json()["clinician"] is False


def test_the_page_on_a_phone_says_where_its_pictures_go(server):
    with Phone(server) as one:
        one.scan(server.url)
        for language in languages():
            texts = one.get(f"{one.own}api/texts/{language}").json()["texts"]
            for key in ("welcome.private", "camera.private", "routine.keep", "history.private"):
                assert socket.gethostname().partition(".")[0] in texts[key], key


def test_a_practice_is_led_over_the_secure_socket(server):
    with Phone(server) as one:
        own = one.scan(server.url)
        address = f"{own}socket".replace("https", "wss")
        with connect(address, ssl=one.trust, origin=Origin(one.headers["Origin"])) as line:
            line.send(json.dumps(HELLO))
            assert json.loads(line.recv(timeout=60)) == {"kind": "welcome", "progress": None}


def test_the_device_cookie_is_kept_from_scripts_and_from_plain_http(server):
    with Phone(server) as one:
        one.follow_redirects = False
        kept = one.get(server.url).headers["set-cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in kept.split(";")}


def test_keys_in_the_terminal_work_and_ctrl_c_twice_leaves_without_a_traceback(tmp_path):
    pty = pytest.importorskip("pty")
    keyboard, terminal = pty.openpty()
    command = [sys.executable, "-m", "formcheck", "practice", "--phone", "--host", "127.0.0.1"]
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    with subprocess.Popen(
        command, env=environment, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        os.close(terminal)
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            os.write(keyboard, b"n\n")
            second = process.stdout.readline()
            # Nothing is to be left behind by a thread that waits for keys.
            for _ in range(2):
                process.send_signal(signal.SIGINT)
                time.sleep(0.05)
            _, said = process.communicate(timeout=120)
        finally:
            process.kill()
            os.close(keyboard)
    assert first.startswith("https://")
    assert second.startswith("https://")
    assert first != second
    assert "n and Enter: a new code" in said
    assert "Traceback" not in said
    assert "Fatal" not in said
