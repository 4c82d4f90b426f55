"""What the patient's page learns of its plan, and gives back: over the server, without a browser."""

import json
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from formcheck.archive.home_plans import HomePlans, today
from formcheck.archive.practice_history import History
from formcheck.results.home.done import read_practice_file
from formcheck.results.home.qr import find_code
from formcheck.results.home.signed import new_key
from formcheck.settings import Settings
from formcheck.web.app import PageAddress, create_app
from formcheck.web.clinician.job_store import JobStore
from formcheck.web.patient.patients import Patients
from tests.support.browser import Kneeler
from tests.support.plans import ID, code_picture, jpeg, photographed, signed
from tests.support.tab import HOST, ORIGIN, OURS, PAGE, TOKEN, Tab

PLAN = f"{PAGE}api/plan"
BACK = f"{PAGE}api/plan/practice"


@pytest.fixture
def plans(tmp_path):
    return HomePlans(tmp_path / "plans.json")


@pytest.fixture
def client(tmp_path, plans):
    settings = Settings()
    practice = Patients(settings, Kneeler, History(tmp_path / "history.sqlite3"), plans)
    app = create_app(practice, PageAddress(TOKEN, [HOST]), JobStore(settings, "full", tmp_path / "kept"))
    with TestClient(app, base_url=ORIGIN) as client:
        yield client


def send(client, data, **query):
    return client.post(PLAN, content=data, params=query, headers=OURS)


def done(**values):
    return {"started_at": "2026-03-04T10:00:00Z", "plan": ID, "parts": [part("left"), part("right")]} | values


def part(side):
    return {"side": side, "target_s": 30, "good_s": 30, "held_s": 30, "tucked_s": 28}


def test_without_a_plan_there_is_none(client):
    assert client.get(PLAN).json() == {"plan": None}
    assert client.get(BACK).status_code == 409


@pytest.mark.parametrize(
    "carrier",
    [
        signed().as_file().encode(),
        b"\xef\xbb\xbf" + signed().as_file().encode(),
        signed().as_text().encode(),
        jpeg(code_picture(signed().as_text())),
        jpeg(photographed(signed().as_text())),
    ],
    ids=["file", "file with a mark", "text", "picture", "photo"],
)
def test_a_plan_is_taken_from_its_file_and_from_a_picture_and_stays(client, carrier):
    shown = send(client, carrier, language="es").json()
    assert shown["patient"] == "P017"
    assert "4 días por semana" in shown["sentence"]
    assert (shown["hold_s"], shown["sets"], shown["not_in_force"]) == (30, 2, "")
    assert client.get(PLAN).json()["plan"]["id"] == ID


@pytest.mark.parametrize(
    ("carrier", "words"),
    [
        (b"", "no plan of formcheck"),
        (b"hello", "no plan of formcheck"),
        (b"\x00\xff\xfe" * 90, "No QR code"),
        (jpeg(photographed("x")[:200]), "No QR code"),
        (jpeg(code_picture("https://example.org")), "no plan of formcheck"),
        (signed().as_file().replace('"hold_s": 30', '"hold_s": 60').encode(), "damaged or changed"),
        (signed().as_file()[:300].encode(), "damaged or changed"),
        (signed().as_file().replace('plan": 1', 'plan": 7').encode(), "later version"),
        (signed(valid_until=today() - timedelta(days=1)).as_file().encode(), "ended on"),
    ],
)
def test_what_cannot_lead_is_told_in_a_sentence_and_changes_nothing(client, carrier, words):
    send(client, signed(id="00000001").as_file().encode())
    refused = send(client, carrier)
    assert refused.status_code == 409
    assert words in refused.json()["why"]
    assert client.get(PLAN).json()["plan"]["id"] == "00000001"


def test_one_from_somebody_else_is_asked_about_first(client):
    send(client, signed().as_file().encode())
    other = signed(new_key(), id="00000002").as_file().encode()
    asked = send(client, other)
    assert (asked.status_code, "somebody else" in asked.json()["why"]) == (428, True)
    assert send(client, other, anyway=True).json()["id"] == "00000002"


def test_one_that_begins_later_says_so_and_does_not_lead(client, plans):
    shown = send(client, signed(valid_from=today() + timedelta(days=3)).as_file().encode()).json()
    assert "begins on" in shown["not_in_force"]
    assert plans.in_force() is None


def test_a_camera_picture_is_looked_at_for_a_code_and_nothing_else(client):
    glance = f"{PLAN}/glance"
    text = signed().as_text()
    assert client.post(glance, content=jpeg(photographed(text)), headers=OURS).json() == {"text": text}
    assert client.post(glance, content=jpeg(photographed("x")[:200]), headers=OURS).status_code == 204
    assert client.post(glance, content=b"\xff\xd8 no picture", headers=OURS).status_code == 204
    assert client.get(PLAN).json() == {"plan": None}


def test_a_plan_is_forgotten_on_request(client):
    send(client, signed().as_file().encode())
    assert client.delete(PLAN, headers=OURS).status_code == 204
    assert client.get(PLAN).json() == {"plan": None}


def test_the_practice_of_this_plan_goes_back_as_a_file_and_as_a_code_and_no_other(client):
    send(client, signed().as_file().encode())
    for each in (done(), done(started_at="2026-03-05T10:00:00Z", plan=""), done(started_at="2026-03-06T10:00:00Z")):
        assert client.post(f"{PAGE}api/history", json=each, headers=OURS).status_code == 201
    what = client.get(BACK).json()
    assert (what["practices"], what["in_code"], what["patient"]) == (2, 2, "P017")
    answer = client.get(f"{BACK}.json")
    assert "formcheck-practice-P017.json" in answer.headers["content-disposition"]
    file = read_practice_file(answer.text)
    assert (file.patient, file.plan, [p.started_at.day for p in file.practices]) == ("P017", ID, [4, 6])
    assert client.get(f"{BACK}.svg").headers["content-type"] == "image/svg+xml"


def test_days_of_this_week_are_counted(client):
    send(client, signed(valid_from=today()).as_file().encode())
    for _ in range(2):
        now = f"{today()}T12:00:00Z"
        client.post(f"{PAGE}api/history", json=done(started_at=now), headers=OURS)
    assert client.get(PLAN).json()["plan"]["days_this_week"] == 1


def test_the_plan_leads_the_stretch_its_sides_and_sets_also_beyond_what_may_be_chosen(client):
    send(client, signed(sides=("left",), sets=5).as_file().encode())
    with Tab(client) as tab:
        tab.begin(hold_s=30, sets=5, by_plan=True)
        tab.socket.send_json({"do": "begin", "begin": {"hold_s": 30, "sets": 5}})
        assert tab.socket.receive_json()["kind"] == "bad"  # without the plan it is too much
    with Tab(client, tab="2" * 32) as tab:
        assert [part["side"] for part in tab.welcome["progress"]["parts"]] == ["left"] * 5


def test_a_clinic_plan_is_nothing_another_device_can_read(client):
    assert client.get("/api/plan").status_code == 404


def test_the_code_of_a_file_that_goes_back_can_be_read(client):
    send(client, signed().as_file().encode())
    client.post(f"{PAGE}api/history", json=done(), headers=OURS)
    file = read_practice_file(client.get(f"{BACK}.json").text)
    text, _ = file.latest_as_text()
    assert find_code(code_picture(text)) == text
    assert json.loads(file.as_file())["patient"] == "P017"
