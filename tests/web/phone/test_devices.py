"""Phones come back to the address they had, a code of yesterday opens nothing, and who is forgotten is out."""

import stat

import pytest

from formcheck.web.phone.devices import Devices, DevicesError


@pytest.fixture
def devices(tmp_path):
    first = Devices(tmp_path / "phone")
    first.listens_at(4321)
    return first


def next_start(devices):
    return Devices(devices._file.parent)


def test_what_lets_phones_in_is_readable_by_its_owner_alone(devices):
    assert stat.S_IMODE(devices._file.stat().st_mode) == 0o600


def test_a_phone_that_was_let_in_is_known_at_the_next_start_and_finds_the_same_port(devices):
    own = devices.secrets.new_patient()
    later = next_start(devices)
    assert later.secrets.visitor(own) == devices.secrets.visitor(own)
    assert later.port == 4321


def test_the_code_of_an_earlier_start_opens_nothing(devices):
    assert next_start(devices).secrets.visitor(devices.secrets.patients) is None


def test_a_new_code_closes_the_old_one_and_leaves_in_who_is_in(devices):
    own, old = devices.secrets.new_patient(), devices.secrets.patients
    devices.secrets.renew()
    assert devices.secrets.visitor(old) is None
    assert devices.secrets.visitor(devices.secrets.patients).role == "entrance"
    assert devices.secrets.visitor(own).role == "patient"


def test_who_is_forgotten_comes_in_no_more_at_the_next_start_either(devices):
    own = devices.secrets.new_patient()
    devices.forget()
    assert devices.secrets.visitor(own) is next_start(devices).secrets.visitor(own) is None


def test_nobody_comes_in_as_the_owner_of_the_computer(devices):
    assert devices.secrets.visitor("") is None


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"key": "00", "port": 1}', '{"key": "zz", "port": 1}'])
def test_a_damaged_file_is_said_in_a_sentence(devices, content):
    devices._file.write_text(content, encoding="utf-8")
    with pytest.raises(DevicesError, match="is damaged: delete it"):
        next_start(devices)
    assert devices._file.read_text(encoding="utf-8") == content
