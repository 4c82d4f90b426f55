"""By which address phones reach this computer, where it has several or none."""

import socket
from types import SimpleNamespace

import psutil
import pytest

from formcheck.web.phone import network
from formcheck.web.phone.network import NetworkAddress, answers, network_addresses


@pytest.fixture
def adapters(monkeypatch):
    def there_are(outwards="", **addresses):
        ones = {
            name: [SimpleNamespace(family=socket.AF_INET, address=address), SimpleNamespace(family=17, address="02:00")]
            for name, address in addresses.items()
        }
        monkeypatch.setattr(psutil, "net_if_addrs", lambda: ones)
        monkeypatch.setattr(
            psutil, "net_if_stats", lambda: {name: SimpleNamespace(isup=name != "unplugged") for name in ones}
        )
        monkeypatch.setattr(network, "_outwards", lambda: outwards)
        return [one.address for one in network_addresses()]

    return there_are


def test_where_there_is_no_network_there_is_no_address(adapters):
    assert adapters(lo="127.0.0.1", unplugged="192.168.0.5") == []


def test_the_way_out_comes_first_and_virtual_ones_last(adapters):
    found = adapters("192.168.0.5", docker0="172.17.0.1", eth0="10.0.0.2", wlan0="192.168.0.5", ghost="169.254.3.4")
    assert found == ["192.168.0.5", "10.0.0.2", "172.17.0.1", "169.254.3.4"]


def test_a_tunnel_to_the_office_is_not_where_the_phone_is(adapters):
    assert adapters("10.8.0.2", tun0="10.8.0.2", wlan0="192.168.0.5")[0] == "192.168.0.5"


def test_this_computer_is_asked_without_an_error():
    assert all(isinstance(one, NetworkAddress) for one in network_addresses())


def test_a_port_answers_where_somebody_listens():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert answers("127.0.0.1", port)
    assert not answers("127.0.0.1", port)
