"""A page whose browser opens no socket is led by requests all the same, and its line is nobody else's."""

import time
from json import dumps

import pytest

from formcheck.web.patient import polled
from tests.support.tab import HELLO, ORIGIN, PAGE, picture
from tests.web.test_app import client  # noqa: F401  # the fixture
from tests.web.test_visitors import ORIGIN as CLINIC
from tests.web.test_visitors import arrive
from tests.web.test_visitors import client as clinic  # noqa: F401  # the fixture

LINE = f"{PAGE}api/line"
HEADERS = {"origin": ORIGIN}


class Requests:
    """A page that speaks by requests."""

    def __init__(self, client, **hello):  # noqa: F811
        self._client, self._at = client, LINE
        self.line = self.post(json=HELLO | hello)
        self._at = f"{LINE}?line={self.line}"

    def post(self, json=None, content=None):
        words = dumps(json) if content is None else content
        kind = "text/plain" if content is None else "application/octet-stream"
        told = self._client.post(self._at, content=words, headers=HEADERS | {"content-type": kind})
        return told.raise_for_status().json()["line"]

    def hear(self):
        return self._client.get(self._at).raise_for_status().json()


def test_a_practice_is_led_without_a_socket(client):  # noqa: F811
    page = Requests(client)
    assert page.hear() == {"messages": [{"kind": "welcome", "progress": None}], "open": True}
    page.post(json={"do": "begin", "begin": {"sets": 1}})
    assert page.hear()["messages"] == [{"kind": "begun"}]
    page.post(content=picture())
    [seen] = page.hear()["messages"]
    assert seen["kind"] == "seen"


def test_what_is_no_message_is_refused_and_the_line_goes_on(client):  # noqa: F811
    page = Requests(client)
    page.hear()
    page.post(json={"do": "made up"})
    assert page.hear()["messages"][0]["kind"] == "bad"
    page.post(json={"do": "finish"})
    assert page.hear() == {"messages": [], "open": False}


def test_who_does_not_greet_is_sent_away(client):  # noqa: F811
    told = client.post(LINE, content=b"\x00", headers=HEADERS | {"content-type": "application/octet-stream"})
    assert client.get(f"{LINE}?line={told.json()['line']}").json() == {"messages": [], "open": False}


def test_a_page_that_asks_no_more_is_gone_and_its_practice_stays(client, monkeypatch):  # noqa: F811
    monkeypatch.setattr(polled, "SILENT_S", 0.0)
    monkeypatch.setattr(polled, "WAIT_S", 0.05)
    page = Requests(client)
    page.hear()
    page.post(json={"do": "begin", "begin": {"sets": 1}})
    page.hear()
    for _ in range(20):
        time.sleep(1.2)
        if client.get(f"{LINE}?line={page.line}").status_code == 404:
            break
    else:
        raise AssertionError("the line of a page that has gone stays")
    assert Requests(client).hear()["messages"][0]["progress"]["now"] == 0


def test_the_same_practice_in_another_tab_is_told_so(client):  # noqa: F811
    first = Requests(client)
    first.hear()
    second = Requests(client, tab="2" * 32)
    assert second.hear() == {"messages": [{"kind": "elsewhere"}], "open": False}
    third = Requests(client, tab="2" * 32, take=True)
    assert third.hear()["messages"][0]["kind"] == "welcome"
    assert first.hear() == {"messages": [{"kind": "elsewhere"}], "open": False}


def test_another_page_neither_opens_nor_reads_a_line(client):  # noqa: F811
    assert client.post(LINE, content="{}", headers={"origin": "https://evil.example"}).status_code == 403
    assert client.get(f"{LINE}?line={'0' * 32}").status_code == 404


def test_a_patient_does_not_read_the_line_of_another(clinic):  # noqa: F811
    one, other = arrive(clinic), arrive(clinic)
    told = clinic.post(f"{one}api/line", content=dumps(HELLO), headers=CLINIC | {"content-type": "text/plain"})
    name = told.json()["line"]
    assert clinic.get(f"{other}api/line?line={name}").status_code == 404
    assert clinic.post(f"{other}api/line?line={name}", content="{}", headers=CLINIC).status_code == 404
    assert clinic.get(f"{one}api/line?line={name}").json()["messages"][0]["kind"] == "welcome"


def test_only_so_many_lines_are_open(client, monkeypatch):  # noqa: F811
    monkeypatch.setattr(polled, "_MOST_LINES", 1)
    Requests(client)
    assert client.post(LINE, content="{}", headers=HEADERS).status_code == 503


@pytest.mark.parametrize("size", [300_000, 2_000_000])
def test_a_picture_may_be_large_and_nothing_larger(client, size):  # noqa: F811
    name = Requests(client).line
    told = client.post(f"{LINE}?line={name}", content=b"x" * size, headers=HEADERS)
    assert (told.status_code == 200) is (size < 1_000_000)
