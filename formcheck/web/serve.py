"""Opens the door of the patient's page: a port, a secret, a server, and the browser."""

from __future__ import annotations

import ipaddress
import json
import os
import secrets
import signal
import socket
import ssl
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn
from platformdirs import user_data_path, user_documents_path

from formcheck.archive.home_plans import HomePlans, plans_file
from formcheck.archive.practice_history import History, history_file
from formcheck.errors import FormcheckError
from formcheck.messages.message import Message, message
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.settings import Settings
from formcheck.system.log import start_log
from formcheck.web.app import PageAddress, create_app
from formcheck.web.clinician.job_store import JobStore
from formcheck.web.connections import ImpatientProtocol
from formcheck.web.patient.patients import Patients
from formcheck.web.phone.devices import Devices
from formcheck.web.phone.network import answers, computer_name

LOOPBACK = "127.0.0.1"
REVIEW = "review.html"
"""The clinician's page."""
START = "start.html"
"""The page with the doors to both."""


class PageServerError(FormcheckError):
    """The page cannot be served there; the message says what to do."""


@dataclass(frozen=True)
class PageServer:
    """Where the page is wanted.

    Attributes
    ----------
    host
        Address or name to listen on.
    port
        0 takes the one of last time, or a free one.
    certificate, key
        TLS files; needed for any host but this computer itself, where browsers give no camera without.
    authority
        What a device may be made to trust, so that it takes the certificate; None where it is somebody else's.
    """

    host: str = LOOPBACK
    port: int = 0
    certificate: Path | None = None
    key: Path | None = None
    authority: Path | None = None

    @property
    def far(self) -> bool:
        """Whether other computers can reach it."""
        if self.host == "localhost":
            return False
        try:
            return not ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return True

    def check(self) -> None:
        """Refuse what cannot work. Raises PageServerError."""
        files = (self.certificate, self.key)
        if (self.certificate is None) != (self.key is None):
            raise PageServerError(message("error.serve.one_tls_file"))
        if self.far and self.certificate is None:
            raise PageServerError(message("error.serve.no_tls", host=self.host))
        if self.host in ("0.0.0.0", "::"):
            raise PageServerError(message("error.serve.every_host"))
        for file in files:
            if file is not None and not file.is_file():
                raise PageServerError(message("error.serve.tls_file", path=str(file)))
        if self.certificate is not None and self.key is not None:
            _check_pair(self.certificate, self.key)


def _check_pair(certificate: Path, key: Path) -> None:
    """Refuse TLS files that are damaged, do not belong together or want a password. Raises PageServerError."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        unusable = message("error.serve.tls_damaged", certificate=str(certificate), key=str(key))
        raise PageServerError(unusable) from error


class _Server(uvicorn.Server):
    """Ends once, in order, however often Ctrl-C is pressed: a second one would tear its tasks apart."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note that it is to end; see uvicorn."""
        if not self.should_exit:
            super().handle_exit(sig, frame)


def serve(
    settings: Settings,
    model: str,
    door: PageServer,
    tell: Callable[[str | Message], object],
    *,
    open_browser: bool = True,
    page: str = "",
    keep_in: Path | None = None,
    devices: Devices | None = None,
    plans: HomePlans | None = None,
) -> None:
    """Serve the page until stopped.

    Parameters
    ----------
    settings, model
        Every threshold; the pose model.
    door
        Where.
    tell
        Is given the address, once the page is there; for other devices one for patients and one for the clinician.
    open_browser
        Open it, too.
    page
        Which page: empty for the patient's, `REVIEW` for the clinician's, `START` for the doors to both.
    keep_in
        Folder for the reviews that the clinician saves; None for one among the user's documents.
    devices
        Phones and tablets that practise here and are known again; nobody but them comes in then.
    plans
        The plans of clinicians that lead; those of this user where None.

    Raises
    ------
    PageServerError
        The port is taken, the host is not of this computer, or TLS files are missing.
    """
    door.check()
    token, last_port = _remembered()
    listener = _listen(door, devices.port if devices else last_port)
    port = listener.getsockname()[1]
    if devices:
        devices.listens_at(port)
        token = ""
    elif door.far:
        # Who practised here last month does not come in any more.
        token = secrets.token_urlsafe(32)
    else:
        _remember(token, port)
    names = [LOOPBACK, "localhost"] if door.host in (LOOPBACK, "localhost") else [_in_address(door.host)]
    place = PageAddress(
        token,
        [f"{name}:{port}" for name in names],
        "https" if door.certificate else "http",
        secrets.token_urlsafe(32) if door.far else "",
        computer_name() if door.far or devices else "",
        devices.secrets if devices else None,
        door.authority,
    )
    plans = plans or HomePlans(plans_file(), lasting=devices is not None)
    see = lambda: PoseLandmarker(model, picture=settings.picture)  # noqa: E731
    practice = Patients(settings, see, History(history_file()), plans)
    config = uvicorn.Config(
        create_app(practice, place, JobStore(settings, model, keep_in or user_documents_path() / "formcheck")),
        log_level="error",
        access_log=False,  # the address holds the secret
        server_header=False,
        ws_max_size=4 * settings.practice.largest_frame_kb * 1024,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
        http=ImpatientProtocol,
        ssl_certfile=door.certificate,
        ssl_keyfile=door.key,
    )
    start_log("uvicorn.error")
    server = _Server(config)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        with suppress(ValueError):  # not on the main thread
            signal.signal(signal.SIGHUP, lambda _signal, frame: server.handle_exit(signal.SIGTERM, frame))
    lines: list[str | Message] = [place.url + page]
    if devices:
        lines = [place.patients_url]
        open_browser = False  # it is another device that practises
    elif door.far:
        lines = [
            message("terminal.for_clinician"),
            place.url + page,
            message("terminal.for_patients"),
            place.patients_url,
        ]
    opens = place.url + page if page or not door.far else place.patients_url
    announce = (server, lines, opens, tell, open_browser, (door.host, port) if devices else None)
    threading.Thread(target=_announce, args=announce, daemon=True).start()
    server.run(sockets=[listener])


def _in_address(host: str) -> str:
    """Return a host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _announce(
    server: uvicorn.Server,
    lines: Sequence[str | Message],
    url: str,
    tell: Callable[[str | Message], object],
    open_browser: bool,
    reached_at: tuple[str, int] | None,
) -> None:
    while not server.started:
        time.sleep(0.05)
    for line in lines:
        tell(line)
    if reached_at and not answers(*reached_at):
        tell(message("terminal.phone.no_answer", host=reached_at[0], port=reached_at[1]))
    seen = not sys.platform.startswith("linux") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if open_browser and seen:
        webbrowser.open(url)


def _listen(door: PageServer, last_port: int) -> socket.socket:
    """Open the port asked for, or that of last time, so that an open page finds its way back, or a free one."""
    ports = [door.port] if door.port else [last_port, 0]
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    for port in ports:
        listener = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere it would let two programs share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((door.host, port))
            listener.listen(64)
            return listener
        except OSError as error:
            listener.close()
            if port == ports[-1]:
                where = f"{door.host}:{door.port}" if door.port else door.host
                raise PageServerError(message("error.serve.port", where=where, why=str(error.strerror))) from error
    raise AssertionError("there is always a last port")


def _address_file() -> Path:
    return user_data_path("formcheck", appauthor=False) / "practice-page.json"


def _remembered() -> tuple[str, int]:
    """Return the secret and the port of last time; a new secret where there are none.

    Kept so that a page that is still open, or a bookmark, works again after a restart.
    """
    try:
        kept = json.loads(_address_file().read_text(encoding="utf-8"))
        token, port = str(kept["token"]), int(kept["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return secrets.token_urlsafe(32), 0
    usable = len(token) >= 40 and token.replace("-", "").replace("_", "").isalnum()
    return (token, port if 0 < port < 65536 else 0) if usable else (secrets.token_urlsafe(32), 0)


def _remember(token: str, port: int) -> None:
    """Keep secret and port, readable by the user alone; where that fails they last as long as the program."""
    file = _address_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.chmod(0o600)
        file.write_text(json.dumps({"token": token, "port": port}), encoding="utf-8")
    except OSError:
        return
