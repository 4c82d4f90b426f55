"""An open page meets a server that was upgraded: over the socket and over the API it is sent to reload itself."""

from typing import Any, cast

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from formcheck.archive.practice_history import History
from formcheck.settings import Settings
from formcheck.web import protocol
from formcheck.web.app import PageAddress, create_app
from formcheck.web.clinician.job_store import JobStore
from formcheck.web.patient.patients import Patients
from tests.support.tab import HELLO, HOST, OURS, PAGE, SOCKET, TOKEN, Tab

OLDER = {protocol.HEADER: "older"}


@pytest.fixture
def client(tmp_path):
    settings = Settings()
    practice = Patients(settings, cast(Any, None), History(tmp_path / "history.sqlite3"))
    app = create_app(practice, PageAddress(TOKEN, [HOST]), JobStore(settings, "full", tmp_path / "kept"))
    with TestClient(app, base_url=f"http://{HOST}") as client:
        yield client


def test_the_socket_of_an_older_page_is_closed_with_the_version_that_the_server_speaks(client):
    with client.websocket_connect(SOCKET, headers=OURS) as socket:
        socket.send_json(HELLO | {"protocol": "older"})
        assert socket.receive_json() == {"kind": "outdated", "protocol": protocol.PROTOCOL}
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()


@pytest.mark.parametrize("more", [{}, {"protocol": "newer", "what_only_it_knows": 1}])
def test_a_page_that_says_no_version_or_more_than_this_server_knows_is_no_stranger(client, more):
    hello = {name: value for name, value in HELLO.items() if name != "protocol"}
    with client.websocket_connect(SOCKET, headers=OURS) as socket:
        socket.send_json(hello | more)
        assert socket.receive_json()["kind"] == "outdated"


def test_a_page_of_the_same_version_is_welcome(client):
    with Tab(client, protocol=protocol.PROTOCOL) as tab:
        assert tab.welcome["kind"] == "welcome"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "api/history"), ("DELETE", "api/history"), ("GET", "api/review"), ("POST", "api/review")],
)
def test_what_an_older_page_asks_is_refused_unheard(client, method, path):
    told = client.request(method, PAGE + path, headers=OURS | OLDER)
    assert (told.status_code, told.json()) == (426, {"protocol": protocol.PROTOCOL})


def test_an_older_page_still_gets_the_texts_with_the_version_and_a_link_needs_none(client):
    assert client.get(PAGE + "api/texts/es", headers=OLDER).json()["protocol"] == protocol.PROTOCOL
    assert client.get(PAGE + "api/history.csv").status_code == 200
    assert client.get(PAGE + "api/history", headers={protocol.HEADER: protocol.PROTOCOL}).status_code == 200


def test_the_script_that_is_served_speaks_the_version_of_the_server(client):
    assert f'"{protocol.PROTOCOL}"' in client.get(PAGE + "shared/protocol.js").text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "api/history/1", b'{"pain_after": Infinity}'),
        ("PATCH", "api/history/99999999999999999999999", b'{"pain_after": NaN}'),
        ("POST", "api/history", b'{"started_at": -Infinity, "\\ud800": "\\udfff"}'),
        ("POST", "api/history", b'{"parts": "\\ud800"}'),
        ("POST", "api/history", b"{"),
    ],
)
def test_what_no_page_sends_is_refused_in_one_line_and_not_said_back(client, method, path, body):
    told = client.request(method, PAGE + path, content=body, headers=OURS | {"content-type": "application/json"})
    assert told.status_code == 422
    assert told.text.count("\n") == 0 and len(told.text) < 200
    assert {"kinds"} == told.json().keys()
