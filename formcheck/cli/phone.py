"""`formcheck practice --phone`: what stands in the terminal, and the keys that may be pressed there."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TextIO

import segno

from formcheck.cli.console import say, show
from formcheck.errors import FormcheckError
from formcheck.messages.message import Message, message
from formcheck.web.phone.certificate import NetworkCertificate, network_certificate
from formcheck.web.phone.devices import Devices, phone_folder
from formcheck.web.phone.network import computer_name, network_addresses
from formcheck.web.serve import PageServer

_BLACK_ON_WHITE, _PLAIN = "\x1b[30;107m", "\x1b[0m"
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_QUIET = 2
"""White modules around the code; the standard asks for four, phones take two, and a small window shows it whole."""
_STEPS = [f"terminal.phone.{step}" for step in ("join", "warn", "allow", "pictures", "stay")]


class PhoneError(FormcheckError):
    """No other device can reach this computer; the message says what to do."""


def phone_door(host: str, port: int, certificate: Path | None, key: Path | None) -> PageServer:
    """Choose the address at which phones reach this computer, and get a certificate for it.

    Parameters
    ----------
    host
        The address that the person wants; empty for the most likely one.
    port
        0 takes the one of last time, or a free one.
    certificate, key
        TLS files of their own, where they have some.

    Raises
    ------
    FormcheckError
        There is no network, or a file of last time is damaged.
    """
    found = network_addresses()
    if not host and not found:
        raise PhoneError(message("error.serve.no_network"))
    address = host or found[0].address
    others = [one for one in found if one.address != address] if not host else []
    if others:
        say(
            message(
                "terminal.phone.other_addresses",
                address=address,
                others=tuple(f"{o.address} ({o.adapter})" for o in others),
            )
        )
    if certificate is not None or key is not None:
        return PageServer(address, port, certificate, key)
    made: NetworkCertificate = network_certificate(phone_folder(), address, computer_name())
    return PageServer(address, port, made.certificate, made.key, made.authority)


class PhoneTerminal:
    """What the terminal says while phones practise.

    Parameters
    ----------
    devices
        Who may come in.
    """

    def __init__(self, devices: Devices) -> None:
        self._devices = devices
        self._begins = ""

    def tell(self, line: str | Message) -> None:
        """Print the address with its code and the steps, or what else there is to say."""
        if isinstance(line, Message):
            return say(line)
        self._begins = line.removesuffix(f"{self._devices.secrets.patients}/")
        self._print_code()
        for step in _STEPS:
            say(message(step, address=self._begins.removesuffix("/"), computer=computer_name()))
        if sys.stdin is not None and sys.stdin.isatty():
            say(message("terminal.phone.keys"))
            threading.Thread(target=self.listen, args=(sys.stdin,), daemon=True).start()
        return None

    def listen(self, keys: TextIO) -> None:
        """Do what is typed, a line at a time, until there is no more."""
        for line in keys:
            wanted = line.strip().casefold()
            if wanted == "n":
                self._devices.secrets.renew()
                said = "new_code"
            elif wanted == "f":
                self._devices.forget()
                said = "forgotten"
            else:
                say(message("terminal.phone.keys"))
                continue
            self._print_code()
            say(message(f"terminal.phone.{said}"))

    def _print_code(self) -> None:
        address = f"{self._begins}{self._devices.secrets.patients}/"
        show(address)
        sys.stdout.flush()
        say("")
        if code := code_in_letters(address, sys.stderr):
            say(code)


def code_in_letters(address: str, terminal: TextIO) -> str:
    """Return an address as a QR code of letters; empty where the terminal has not got these.

    Parameters
    ----------
    address
        What the code leads to.
    terminal
        Where it is to stand: in colour where somebody looks, so that it is black on white on a dark ground, too.
    """
    try:
        "".join(_HALVES.values()).encode(terminal.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ""
    rows = [
        [bool(dark) for dark in row] for row in segno.make(address, error="m", micro=False).matrix_iter(border=_QUIET)
    ]
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    colour, plain = (_BLACK_ON_WHITE, _PLAIN) if terminal.isatty() else ("", "")
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join(colour + "".join(_HALVES[two] for two in zip(*pair, strict=True)) + plain for pair in pairs)
