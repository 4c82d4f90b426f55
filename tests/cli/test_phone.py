"""What stands in the terminal for a phone: a code that can be scanned, words, and keys that do what they say."""

import io

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from formcheck.cli import app, phone
from formcheck.cli.phone import PhoneTerminal, code_in_letters
from formcheck.messages.message import message
from formcheck.web.phone.certificate import network_certificate
from formcheck.web.phone.devices import Devices
from formcheck.web.phone.network import NetworkAddress
from tests.support.commands import refused

ADDRESS = "https://192.168.178.23:54321/"


def scanned(letters):
    """Read a code of letters as a camera does: each letter is two modules, one above the other."""
    drawn = [[(c in "▀█", c in "▄█") for c in row] for row in letters.split("\n")]
    modules = np.array([[pair[half] for pair in row] for row in drawn for half in (0, 1)])
    image = np.pad(np.where(modules, 0, 255).astype(np.uint8).repeat(8, 0).repeat(8, 1), 40, constant_values=255)
    return cv2.QRCodeDetector().detectAndDecode(image)[0]


class Console(io.StringIO):
    """A terminal of a given encoding."""

    encoding = "utf-8"
    seen = False

    def isatty(self):
        return self.seen


def test_the_code_leads_to_the_address():
    address = f"{ADDRESS}xgJxmjVvFQoDPyzUcs9Lhg/"
    assert scanned(code_in_letters(address, Console())) == address


def test_the_code_fits_into_a_small_window():
    rows = code_in_letters(f"{ADDRESS}xgJxmjVvFQoDPyzUcs9Lhg/", Console()).split("\n")
    assert len(rows) < 24
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows[0]) <= 80


def test_where_somebody_looks_it_is_black_on_white_on_any_ground():
    console = Console()
    console.seen = True
    assert all(
        row.startswith("\x1b[30;107m") and row.endswith("\x1b[0m")
        for row in code_in_letters(ADDRESS, console).split("\n")
    )


def test_a_terminal_without_these_letters_gets_the_address_alone():
    console = Console()
    console.encoding = "cp1252"
    assert code_in_letters(ADDRESS, console) == ""


@pytest.fixture
def terminal(tmp_path):
    devices = Devices(tmp_path / "phone")
    devices.listens_at(4321)
    return PhoneTerminal(devices), devices


def test_the_terminal_names_what_the_browser_will_ask(terminal, capsys):
    shown, devices = terminal
    shown.tell(f"{ADDRESS}{devices.secrets.patients}/")
    out, said = capsys.readouterr()
    assert out == f"{ADDRESS}{devices.secrets.patients}/\n"
    for words in ("1. ", "2. ", "3. ", "Show Details", "Advanced", "tap Allow", "nowhere else", "Ctrl-C ends it"):
        assert words in said


def test_n_gives_a_new_code_and_f_forgets_every_phone(terminal, capsys):
    shown, devices = terminal
    shown.tell(f"{ADDRESS}{devices.secrets.patients}/")
    own, first = devices.secrets.new_patient(), devices.secrets.patients
    shown.listen(io.StringIO("N\n"))
    second = devices.secrets.patients
    assert second != first
    assert devices.secrets.visitor(own)
    shown.listen(io.StringIO("f\n?\n"))
    assert devices.secrets.visitor(own) is None
    out, said = capsys.readouterr()
    assert out.split() == [f"{ADDRESS}{secret}/" for secret in (first, second, devices.secrets.patients)]
    assert "The old one opens nothing more" in said
    assert "Every phone is forgotten" in said


def practice(monkeypatch, tmp_path, *options, addresses=()):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(phone, "network_addresses", lambda: list(addresses))
    return CliRunner().invoke(app, ["practice", "--phone", *options])


def test_without_a_network_one_sentence_says_what_to_do(monkeypatch, tmp_path):
    refused(practice(monkeypatch, tmp_path), "in no network", "Wi-Fi")


@pytest.mark.parametrize("file", ["page.pem", "authority-key.pem", "devices.json"])
def test_a_damaged_file_of_last_time_is_one_sentence(monkeypatch, tmp_path, file):
    devices = Devices(tmp_path / "formcheck" / "phone")
    devices.listens_at(0)
    network_certificate(tmp_path / "formcheck" / "phone", "127.0.0.1", "kitchen")
    (tmp_path / "formcheck" / "phone" / file).write_text("nonsense", encoding="utf-8")
    refused(practice(monkeypatch, tmp_path, "--host", "127.0.0.1"), "is damaged: delete")


def test_the_clinicians_page_does_not_go_to_phones(monkeypatch, tmp_path):
    refused(practice(monkeypatch, tmp_path, "--review"), "--review on this computer")


def test_several_addresses_are_all_named(monkeypatch, tmp_path, capsys):
    both = [NetworkAddress("192.168.0.5", "wlan0"), NetworkAddress("10.0.0.2", "eth0")]
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(phone, "network_addresses", lambda: both)
    door = phone.phone_door("", 0, None, None)
    said = capsys.readouterr().err
    assert door.host == "192.168.0.5"
    assert "10.0.0.2 (eth0)" in said
    assert "--host" in said


def test_an_address_chosen_is_the_one_taken(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(phone, "network_addresses", lambda: [NetworkAddress("192.168.0.5", "wlan0")])
    assert phone.phone_door("10.0.0.2", 0, None, None).host == "10.0.0.2"


def test_that_the_page_does_not_answer_is_said(terminal, capsys):
    terminal[0].tell(message("terminal.phone.no_answer", host="192.168.0.5", port=4321))
    assert "firewall" in capsys.readouterr().err
