"""By which addresses other devices in the network reach this computer."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

import psutil

_SOMEWHERE = ("198.51.100.1", 9)
"""An address kept for documents. Nothing is sent there: the system only says by which of its own it would go."""
_VIRTUAL = re.compile(
    r"docker|veth|^br-|virbr|vbox|virtualbox|vmnet|vmware|vethernet|hyper-v|tun|tap|wg|tailscale|utun", re.I
)
"""Adapters that lead to other programs or far away, by the names that systems give them: no phone is there."""
_ANSWERS_S = 3.0


@dataclass(frozen=True)
class NetworkAddress:
    """One address of this computer.

    Attributes
    ----------
    address
        IPv4, as it is typed.
    adapter
        What the system calls the way to it, such as ``wlan0`` or ``Wi-Fi``.
    """

    address: str
    adapter: str


def network_addresses() -> list[NetworkAddress]:
    """Return the IPv4 addresses by which other devices may reach this computer, the most likely one first."""
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        NetworkAddress(one.address, adapter)
        for adapter, ones in psutil.net_if_addrs().items()
        if adapter in up
        for one in ones
        if one.family == socket.AF_INET and _reaches_others(one.address)
    ]
    outwards = _outwards()
    return sorted(found, key=lambda one: _unlikely(one, outwards))


def _reaches_others(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_loopback or parsed.is_unspecified or parsed.is_multicast)


def _unlikely(one: NetworkAddress, outwards: str) -> tuple[bool, bool, bool]:
    """Return what orders addresses: one that leads nowhere or to other programs comes last."""
    no_network = ipaddress.ip_address(one.address).is_link_local
    return no_network, bool(_VIRTUAL.search(one.adapter)), one.address != outwards


def _outwards() -> str:
    """Return the address by which this computer goes out; empty where it has no way out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(_SOMEWHERE)
        except OSError:
            return ""
        return str(asking.getsockname()[0])


def answers(address: str, port: int) -> bool:
    """Whether a server can be reached at an address of this computer."""
    try:
        with socket.create_connection((address, port), timeout=_ANSWERS_S):
            return True
    except OSError:
        return False


def computer_name() -> str:
    """Return what this computer is called, without the network it is in."""
    return socket.gethostname().partition(".")[0] or "?"
