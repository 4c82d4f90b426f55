"""The server of the page: who may speak to it, what it does with frames of every kind, and what it keeps."""

import asyncio
import json
import struct
import time

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from formcheck.archive.practice_history import History
from formcheck.lunge.quantities import LIMBS
from formcheck.pose.estimator import PoseEstimator
from formcheck.records import Pose, PoseNetwork
from formcheck.settings import Practice as Limits
from formcheck.settings import Settings
from formcheck.web.app import PageAddress, create_app
from formcheck.web.clinician.job_store import JobStore
from formcheck.web.patient.conversation import converse
from formcheck.web.patient.patients import Patients
from tests.support.tab import HELLO, HOST, ORIGIN, OURS, PAGE, SOCKET, TOKEN, Tab, picture

DONE = {"started_at": "2026-03-04T10:00:00Z", "parts": [{"side": "right", "target_s": 30, "good_s": 30}]}


class Eye(PoseEstimator):
    """Sees nobody, without a network; can be made to fail or to take its time."""

    network = PoseNetwork("nobody")
    opened, closed, trouble, takes_s = 0, 0, False, 0.0

    def __init__(self):
        Eye.opened += 1

    def see(self, frame):
        time.sleep(Eye.takes_s)
        if Eye.trouble:
            raise RuntimeError("something broke")
        rows, columns = frame.image.shape[:2]
        return frame.with_pose(Pose.nobody((columns, rows)))

    def close(self):
        Eye.closed += 1


@pytest.fixture
def client(tmp_path, monkeypatch):
    for name, value in (("opened", 0), ("closed", 0), ("trouble", False), ("takes_s", 0.0)):
        monkeypatch.setattr(Eye, name, value)
    settings = Settings(practice=Limits(patients=2, frames_per_s=1e9))
    practice = Patients(settings, Eye, History(tmp_path / "history.sqlite3"))
    app = create_app(
        practice, PageAddress(TOKEN, [HOST, "localhost:8000"]), JobStore(settings, "full", tmp_path / "kept")
    )
    with TestClient(app, base_url=ORIGIN) as client:
        client.practice = practice
        yield client


def test_the_page_comes_and_forbids_itself_every_other_address(client):
    told = client.get(PAGE)
    assert told.status_code == 200
    policy = told.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http:" not in policy
    assert "unsafe" not in policy
    assert told.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["patient/app.js", "shared/style.css", "patient/kneeling.svg", "fonts/inter-latin-variable.ttf", "api/texts/es"],
)
def test_what_the_page_is_made_of_comes_too(client, path):
    assert client.get(PAGE + path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/api/history", f"/{'u' * 43}/", f"/{TOKEN}", f"/{TOKEN[:-1]}/", "/t\xe9/"]
)
def test_without_the_secret_there_is_nothing(client, path):
    told = client.get(path)
    assert told.status_code == 404
    assert TOKEN not in told.text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1", "127.0.0.1:9", ""])
def test_another_name_for_this_computer_is_refused(client, host):
    """DNS rebinding: a page of evil.example whose name now leads to 127.0.0.1."""
    assert client.get(PAGE, headers={"host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:8000", "http://127.0.0.1:9", ""])
def test_another_page_cannot_read_or_write(client, origin):
    assert client.get(PAGE + "api/history", headers={"origin": origin}).status_code == 403
    assert client.post(PAGE + "api/history", json=DONE, headers={"origin": origin}).status_code == 403
    assert client.delete(PAGE + "api/history", headers={"origin": origin}).status_code == 403


def test_a_write_must_say_where_it_comes_from(client):
    assert client.post(PAGE + "api/history", json=DONE).status_code == 403


def test_another_page_cannot_embed_the_pictures(client):
    assert client.get(PAGE + "icon.svg", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get(PAGE + "icon.svg", headers={"sec-fetch-site": "same-site"}).status_code == 403


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (SOCKET, {}),
        (SOCKET, {"origin": "http://evil.example"}),
        (SOCKET, {"origin": ORIGIN, "host": "evil.example"}),
        (f"/{'u' * 43}/socket", {"origin": ORIGIN}),
        ("/socket", {"origin": ORIGIN}),
    ],
)
def test_no_other_page_opens_the_socket(client, path, headers):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(path, headers={"host": HOST} | headers):
        pass


@pytest.mark.parametrize("path", ["../server.py", "%2e%2e/server.py", "fonts/../../../pipeline.py", "..%2fserver.py"])
def test_no_path_leads_out_of_the_page(client, path):
    assert client.get(PAGE + path).status_code == 404


def test_a_large_request_is_refused_unread(client):
    told = client.post(PAGE + "api/history", content=b"x" * 100_000, headers={"origin": ORIGIN})
    assert told.status_code == 413


def test_a_request_that_hides_its_length_is_refused(client):
    told = client.post(PAGE + "api/history", content=iter([b"{}"]), headers={"origin": ORIGIN})
    assert told.status_code in (411, 413)


def test_practices_are_kept_exported_and_deleted(client):
    headers = {"origin": ORIGIN}
    assert client.get(PAGE + "api/history").json() == []
    number = client.post(PAGE + "api/history", json=DONE, headers=headers).json()["id"]
    [kept] = client.get(PAGE + "api/history").json()
    assert (kept["id"], kept["parts"][0]["good_s"]) == (number, 30)
    assert "right" in client.get(PAGE + "api/history.csv").text
    assert client.get(PAGE + "api/history.json").json()[0]["id"] == number
    assert client.delete(PAGE + "api/history", headers=headers).status_code == 204
    assert client.get(PAGE + "api/history").json() == []


def test_a_frame_is_answered_with_numbers(client):
    with Tab(client) as tab:
        assert tab.welcome == {"kind": "welcome", "progress": None}
        tab.begin(hold_s=40, sets=2)
        told = tab.show(picture())
    assert told["kind"] == "seen"
    assert told["stage"] == "setup"
    assert told["message"] == {
        "code": "gate.people.nobody",
        "text": "Nobody can be seen: step into the picture.",
    }
    assert (told["progress"]["target_s"], len(told["progress"]["parts"])) == (40, 4)


def test_more_sets_than_the_page_offers_are_refused(client):
    most = client.get(PAGE + "api/texts/en").json()["most_sets"]
    with Tab(client) as tab:
        tab.begin(sets=most)
        tab.socket.send_json({"do": "begin", "begin": {"sets": most + 1}})
        assert tab.socket.receive_json()["kind"] == "bad"
        too_many = {"target_s": 30, "parts": [{}] * (2 * most + 2), "now": 0}
        tab.socket.send_json({"do": "begin", "begin": {"resume": too_many}})
        assert tab.socket.receive_json()["kind"] == "bad"


def test_it_is_said_in_the_language_chosen(client):
    with Tab(client) as tab:
        tab.begin(language="es")
        assert tab.show(picture())["message"]["text"] == "No se ve a nadie: entre en la imagen."


HUGE = b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + b"\0" * 50


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (b"", "no picture"),
        (b"\0" * 8, "no picture"),
        (b"\0" * 200, "not a JPEG"),
        (struct.pack("<d", float("nan")) + picture()[8:], "no time"),
        (picture()[:100], "not a whole JPEG"),
        (picture(size=(320, 240))[:-600][:700], "broken"),
        (struct.pack("<d", 1.0) + HUGE, "65535 x 65535"),
        (picture() + b"\0" * 2_000_000, "too many bytes"),
        (picture(500.0), "older than the one before"),
    ],
)
def test_a_bad_frame_is_refused_and_the_next_one_is_looked_at(client, message, why):
    with Tab(client) as tab:
        tab.begin()
        assert tab.show(picture(1000.0))["kind"] == "seen"
        told = tab.show(message)
        if why != "broken":  # a picture that only lacks its end may still be read
            assert told["kind"] == "bad"
            assert why in told["why"]
        assert tab.show(picture(2000.0))["kind"] == "seen"


def test_a_failure_of_our_own_does_not_end_the_practice(client, monkeypatch):
    with Tab(client) as tab:
        tab.begin()
        monkeypatch.setattr(Eye, "trouble", True)
        assert "RuntimeError" in tab.show(picture(1000.0))["why"]
        monkeypatch.setattr(Eye, "trouble", False)
        assert tab.show(picture(1100.0))["kind"] == "seen"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"do": "explode"}', '{"do": "begin", "begin": {"hold_s": 1e9}}', '{"do": "felt", "felt": "x"}'],
)
def test_a_message_that_makes_no_sense_is_refused_and_the_next_one_heard(client, text):
    with Tab(client) as tab:
        tab.socket.send_text(text)
        assert tab.socket.receive_json()["kind"] == "bad"
        tab.begin()


def test_who_does_not_say_hello_is_sent_away(client):
    with client.websocket_connect(SOCKET, headers=OURS) as socket:
        socket.send_json(HELLO | {"browser": "../../etc", "tab": "x"})
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()


def test_pictures_that_come_too_fast_are_not_looked_at(tmp_path):
    settings = Settings(practice=Limits(frames_per_s=0.001))
    app = create_app(
        Patients(settings, Eye, History(tmp_path / "h")),
        PageAddress(TOKEN, [HOST]),
        JobStore(settings, "full", tmp_path / "kept"),
    )
    with TestClient(app, base_url=ORIGIN) as client, Tab(client) as tab:
        tab.begin()
        assert tab.show(picture(1000.0))["kind"] == "seen"
        refused = tab.show(picture(1001.0))
        assert refused["code"] == "refused.too_fast" and "too fast" in refused["why"]


def test_only_the_newest_of_waiting_pictures_is_looked_at(client, monkeypatch):
    monkeypatch.setattr(Eye, "takes_s", 0.3)
    with Tab(client) as tab:
        tab.begin()
        for n in range(5):
            tab.socket.send_bytes(picture(1000.0 + n))
        answers = [tab.socket.receive_json() for _ in range(2)]
        assert [a["kind"] for a in answers] == ["seen", "seen"]
        tab.socket.send_text("{")
        assert tab.socket.receive_json()["kind"] == "bad"  # and no third picture was waiting


def test_a_reload_finds_the_practice_again(client):
    with Tab(client) as tab:
        tab.begin(hold_s=40)
        tab.show(picture(1000.0))
    with Tab(client) as tab:
        assert tab.welcome["progress"]["target_s"] == 40
        assert tab.show(picture(5.0))["kind"] == "seen"  # its clock begins again
    assert Eye.opened == 1


def test_a_second_tab_is_told_and_may_take_over(client):
    with Tab(client) as first:
        first.begin()
        with Tab(client, tab="2" * 32) as second:
            assert second.welcome == {"kind": "elsewhere"}
        assert first.show(picture(1000.0))["kind"] == "seen"
        with Tab(client, tab="2" * 32, take=True) as third:
            assert third.welcome["kind"] == "welcome"
            assert first.socket.receive_json() == {"kind": "elsewhere"}
            assert third.show(picture(10.0))["kind"] == "seen"


def test_people_do_not_share_a_practice_and_one_too_many_is_told(client):
    with Tab(client, browser="b" * 32) as b, Tab(client, browser="c" * 32) as c:
        b.begin(hold_s=30)
        c.begin(hold_s=45)
        assert b.show(picture())["progress"]["target_s"] == 30
        assert c.show(picture())["progress"]["target_s"] == 45
        with Tab(client, browser="d" * 32) as d:
            assert d.welcome == {"kind": "full"}
    with Tab(client, browser="d" * 32) as d:  # the two have gone: their places are free
        assert d.welcome["kind"] == "welcome"
    assert Eye.closed >= 1


def test_who_is_done_leaves_nothing_open(client):
    with Tab(client) as tab:
        tab.begin()
        tab.show(picture())
        tab.socket.send_json({"do": "finish"})
        with pytest.raises(WebSocketDisconnect):
            tab.socket.receive_json()
    assert Eye.closed == 1


def test_after_a_restart_the_page_brings_its_progress_along(client):
    parts = [{"side": "right", "good_s": 12.5, "felt": "yes"}, {}]
    with Tab(client) as tab:
        tab.begin(hold_s=30, resume={"target_s": 30, "parts": parts, "now": 0})
        told = tab.show(picture())
    assert (told["side"], told["good_s"]) == ("right", 12.5)


def test_the_page_is_given_every_limb_between_points_that_answers_have(client):
    limbs = client.get(f"/{TOKEN}/api/texts/en").json()["limbs"]
    joints = ("shoulder", "hip", "knee", "ankle", "foot_index")
    points = {f"{leg}_{joint}" for leg in ("rear", "front") for joint in joints}
    assert {end for a, b, _ in limbs for end in (a, b)} <= points
    assert [limb for _, _, limb in limbs] == list(LIMBS)


def test_the_networks_of_a_page_that_has_gone_are_freed_and_the_practice_goes_on_when_it_comes_back(client):
    practice = client.practice
    with Tab(client) as tab:
        tab.begin(hold_s=45)
        tab.show(picture(1000.0))
        asyncio.run(practice.rest(0.0))
        assert Eye.closed == 0  # its page is open
    asyncio.run(practice.rest(3600.0))
    assert Eye.closed == 0  # it has only just gone
    asyncio.run(practice.rest(0.0))
    assert Eye.closed == 1
    with Tab(client) as tab:
        assert tab.welcome["progress"]["target_s"] == 45
        assert tab.show(picture(10.0))["kind"] == "seen"


def test_a_time_that_no_clock_shows_spoils_none_of_the_pictures_after_it(client):
    with Tab(client) as tab:
        tab.begin()
        for odd_ms in (-1e308, 1e300, -1e17):
            assert tab.show(picture(odd_ms))["kind"] == "bad"
        assert [tab.show(picture(1000.0 + 40 * n))["kind"] for n in range(3)] == ["seen"] * 3


def test_a_page_that_is_cut_off_while_its_last_picture_is_judged_takes_nobodys_place(tmp_path, monkeypatch):
    monkeypatch.setattr(Eye, "takes_s", 0.5)
    practice = Patients(Settings(practice=Limits(patients=1)), Eye, History(tmp_path / "history.sqlite3"))

    class Page:
        """Sends a picture and goes."""

        def __init__(self, browser):
            self.hello = json.dumps(HELLO | {"browser": browser})
            self.sent = []
            self.coming = [
                {"type": "websocket.receive", "text": json.dumps({"do": "begin", "begin": {}})},
                {"type": "websocket.receive", "bytes": picture()},
                {"type": "websocket.disconnect"},
            ]

        async def receive_text(self):
            return self.hello

        async def receive(self):
            await asyncio.sleep(0.05)
            return self.coming.pop(0)

        async def send_json(self, message):
            self.sent.append(message["kind"])

        async def close(self, code=1000):
            pass

    async def cut_off():
        first, second = Page("a" * 32), Page("b" * 32)
        talk = asyncio.create_task(converse(first, practice))
        while first.coming:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        talk.cancel()
        await asyncio.wait([talk])
        await converse(second, practice)
        return second.sent

    assert asyncio.run(cut_off())[0] == "welcome"


def test_damaged_pictures_write_nothing_to_the_terminal(client, capfd):
    whole = picture(1000.0)
    with Tab(client) as tab:
        tab.begin()
        for cut in range(3):
            tab.show(whole[: 8 + 300] + bytes(40 + cut) + whole[8 + 320 :])
    assert capfd.readouterr().err == ""
