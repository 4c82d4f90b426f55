"""Plans for home on the clinician's page: what may be asked, and that the two ends fit: made, led by, given back."""

import json

import pytest
from starlette.testclient import TestClient

from formcheck.archive.practice_history import History
from formcheck.archive.store import Archive
from formcheck.results.home.qr import find_code
from formcheck.results.home.signed import read_plan
from formcheck.settings import Settings
from formcheck.web.app import PageAddress, create_app
from formcheck.web.clinician.job_store import JobStore
from formcheck.web.patient.patients import Patients
from tests.support.browser import Kneeler
from tests.support.plans import came_back, code_picture, jpeg, plan, practised
from tests.support.tab import HOST, ORIGIN, OURS, PAGE, TOKEN

API = f"{PAGE}api/review"
FIELDS = ("id", "made_at", "targets", "schema_version")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "archive.sqlite"


@pytest.fixture
def client(tmp_path, file):
    settings = Settings()
    practice = Patients(settings, Kneeler, History(tmp_path / "history.sqlite3"))
    app = create_app(practice, PageAddress(TOKEN, [HOST]), JobStore(settings, "full", tmp_path / "kept", file))
    with TestClient(app, base_url=ORIGIN) as client:
        yield client


def wanted(**values):
    data = plan().model_dump(mode="json")
    return {name: value for name, value in data.items() if name not in FIELDS} | values


def make(client, **values):
    return client.post(f"{API}/plans", json=wanted(**values), headers=OURS)


def give(client, data):
    return client.post(f"{API}/practice", content=data, headers=OURS)


def test_a_plan_is_made_kept_and_comes_as_a_file_and_as_a_code(client, file):
    made = make(client, note="Slowly.", stress=["tuck"]).json()
    assert "Plan of P017" in made["sentence"]
    answer = client.get(f"{API}/plans/P017/{made['id']}.json")
    assert "formcheck-plan-P017.json" in answer.headers["content-disposition"]
    signed = read_plan(answer.text)
    assert (signed.plan.note, signed.fingerprint) == ("Slowly.", made["fingerprint"])
    assert client.get(f"{API}/plans/P017/{made['id']}.svg").content.startswith(b"<?xml")
    assert find_code(code_picture(signed.as_text())) == signed.as_text()
    with Archive(file) as archive:
        assert archive.plans("P017") == [signed]


def test_the_form_is_filled_with_the_last_plan_and_names_the_own_targets(client, file):
    with Archive(file) as archive:
        archive.set_goals(
            "P017", "[bands.trunk_deg]\ngreen = [-5, 14]\nyellow = [-10, 24]\nhysteresis_deg=3\ndwell_s=1"
        )
    first = client.get(f"{API}/plans/P017").json()
    assert (first["hold_s"], first["made"], first["flags"]) == (30, [], [1, 2, 3, 4, 5, 6, 7])
    assert first["targets"] == ["Trunk −5° to 14°"]
    make(client, hold_s=20, note="Slowly.")
    again = client.get(f"{API}/plans/P017").json()
    assert (again["hold_s"], again["note"], len(again["made"])) == (20, "Slowly.", 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"hold_s": None},
        {"hold_s": 2},
        {"hold_s": 20.5},
        {"valid_until": ""},
        {"valid_until": "2020-01-01"},
        {"note": "x" * 201},
        {"flags": [1, 2]},
        {"sides": []},
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(client, wrong):
    refused = make(client, **wrong)
    assert refused.status_code == 409
    assert "cannot be made" in refused.json()["why"]


def test_a_name_is_no_code(client):
    refused = make(client, patient="Maria")
    assert (refused.status_code, "never a name" in refused.json()["why"]) == (409, True)
    assert client.get(f"{API}/plans/Maria").status_code == 409


def test_a_plan_that_is_not_there_is_told(client):
    make(client)
    assert "not in the archive" in client.get(f"{API}/plans/P017/00000000.json").json()["why"]


def test_what_comes_back_is_added_once_whether_as_file_or_as_picture_of_its_code(client, file):
    made = make(client).json()
    begins = plan().valid_from
    back = came_back(practised(begins, plan=made["id"]), plan=made["id"])
    assert "1 practice session added" in give(client, back.as_file().encode()).json()["said"]
    picture = jpeg(code_picture(back.latest_as_text()[0]))
    assert give(client, picture).json() == {
        "patient": "P017",
        "said": "P017: 0 practice sessions added from the practice given back.",
    }
    page = client.get(f"{API}/progress/P017/").text
    assert "1 of 4" in page


@pytest.mark.parametrize("data", [b"", b"{}", b"\x00\xff\xfe", json.dumps({"formcheck_practice": 1}).encode()])
def test_a_file_of_something_else_is_told_and_nothing_is_kept(client, file, data):
    refused = give(client, data)
    assert (refused.status_code, bool(refused.json()["why"])) == (409, True)
    assert not file.exists()
