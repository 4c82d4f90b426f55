"""Patients and clinician at one server: nobody reads, deletes or reaches what is another's."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from formcheck.archive.practice_history import History
from formcheck.settings import Settings
from formcheck.web.app import PageAddress, create_app
from formcheck.web.clinician.job_store import JobStore
from formcheck.web.patient.patients import Patients
from formcheck.web.protocol import PROTOCOL
from formcheck.web.visitors import Secrets
from tests.support import weeks
from tests.web.test_app import DONE, Eye

HOST, OWN, DOOR = "clinic.local:8000", "c" * 43, "p" * 43
ORIGIN = {"Origin": f"https://{HOST}"}


@pytest.fixture
def client(tmp_path):
    settings = Settings()
    practice = Patients(settings, Eye, History(tmp_path / "history.sqlite3"))
    place = PageAddress(OWN, [HOST], "https", DOOR)
    app = create_app(practice, place, JobStore(settings, "full", tmp_path / "kept"))
    with TestClient(app, base_url=f"https://{HOST}", follow_redirects=False) as client:
        client.headers["x-formcheck-protocol"] = PROTOCOL
        yield client


def arrive(client):
    """Come in by the patients' address; return the address of one's own."""
    moved = client.get(f"/{DOOR}/")
    assert moved.status_code == 303
    return moved.headers["location"]


def test_each_patient_gets_an_address_of_their_own_that_works(client):
    one, other = arrive(client), arrive(client)
    assert one != other
    assert client.get(one).status_code == client.get(f"{other}api/texts/en").status_code == 200


def test_a_patient_reads_and_deletes_only_their_own_practices(client):
    one, other = arrive(client), arrive(client)
    number = client.post(f"{one}api/history", json=DONE, headers=ORIGIN).json()["id"]
    assert [kept["id"] for kept in client.get(f"{one}api/history").json()] == [number]
    for ask in ("api/history", "api/history.json"):
        assert client.get(other + ask).json() == []
    assert str(number) not in client.get(f"{other}api/history.csv").text.split("\n", 1)[1]
    client.delete(f"{other}api/history/{number}", headers=ORIGIN)
    client.delete(f"{other}api/history", headers=ORIGIN)
    assert [kept["id"] for kept in client.get(f"/{OWN}/api/history").json()] == [number]
    assert client.delete(f"{one}api/history", headers=ORIGIN).status_code == 204
    assert client.get(f"{one}api/history").json() == client.get(f"/{OWN}/api/history").json() == []


def test_what_changed_over_the_weeks_is_told_to_whom_it_is_about_and_in_their_language(client):
    one, other = arrive(client), arrive(client)
    for done in weeks.sessions(10, 11, 12, 20, 21, 22, 28, 29, 30):
        client.post(f"{one}api/history", json=done.model_dump(mode="json"), headers=ORIGIN)
    [said] = client.get(f"{one}api/history/changed?language=es").json()
    assert said["code"] == "changed.of_left"
    assert "mantiene el estiramiento 18 s más" in said["text"]
    assert client.get(f"{other}api/history/changed").json() == []


@pytest.mark.parametrize("path", ["review.html", "api/review", "api/review/1", "api/review/1/picture"])
def test_the_clinicians_page_and_videos_are_closed_to_patients(client, path):
    assert client.get(arrive(client) + path).status_code == 404
    assert client.get(f"/{DOOR}/{path}").status_code == 404
    assert client.post(arrive(client) + path, json={}, headers=ORIGIN).status_code == 404


def test_the_clinician_comes_in_by_the_other_address(client):
    assert client.get(f"/{OWN}/review.html").status_code == 200


@pytest.mark.parametrize("path", ["api/history", "api/texts/en", "socket", "fonts/"])
def test_the_entrance_opens_nothing_but_the_way_in(client, path):
    assert client.get(f"/{DOOR}/{path}").status_code == 404


@pytest.mark.parametrize("given", ["", "0" * 24, "0" * 24 + "." + "0" * 64, ".", "a.b.c", "ü.é", "\udcff.x"])
def test_a_made_up_address_is_nobodys(given):
    assert Secrets(OWN, DOOR).visitor(given) is None


def test_an_address_of_another_start_is_nobodys():
    assert Secrets(OWN, DOOR).visitor(Secrets(OWN, DOOR).new_patient()) is None


def test_where_only_this_computer_may_come_in_there_is_no_entrance():
    assert Secrets(OWN).visitor("") is None
    assert Secrets(OWN).visitor(Secrets(OWN).new_patient()) is None


def test_a_browser_that_calls_itself_as_anothers_does_not_take_over_their_practice(client):
    hello = {"browser": "0" * 32, "tab": "1" * 32, "protocol": PROTOCOL}
    one, other = arrive(client), arrive(client)
    with (
        client.websocket_connect(f"{one}socket", headers={"host": HOST} | ORIGIN) as first,
        client.websocket_connect(f"{other}socket", headers={"host": HOST} | ORIGIN) as second,
    ):
        first.send_json(hello)
        assert first.receive_json()["kind"] == "welcome"
        second.send_json(hello | {"tab": "2" * 32, "take": True})
        assert second.receive_json()["kind"] == "welcome"
        first.send_json({"do": "made up"})
        assert first.receive_json()["kind"] == "bad"


def test_the_socket_is_closed_to_who_has_no_address(client):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"/{DOOR}/socket", headers=ORIGIN):
        pass
