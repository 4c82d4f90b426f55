"""Which devices come back: what signs their addresses, and the port at which they look for this computer.

Each start has a secret of its own in its code, so that a photo of yesterday's opens nothing. A device that was let in
keeps the address it was given: its signature is made with a key that lies here, for the owner of the computer alone.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from pathlib import Path

from platformdirs import user_data_path

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.system.outputs import output_error, whole_file
from formcheck.web.visitors import Secrets, new_entrance

_KEY_BYTES = 32


class DevicesError(FormcheckError):
    """What is known of the devices cannot be read; the message says what to do."""


def phone_folder() -> Path:
    """Return where everything lies that practice on a phone needs."""
    return user_data_path("formcheck", appauthor=False) / "phone"


class Devices:
    """The devices that may come in, and at which port.

    Parameters
    ----------
    folder
        Where the key lies; made where there is none.

    Raises
    ------
    DevicesError
        The file is damaged.
    OutputError
        The folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "devices.json"
        key, self.port = self._read()
        self.secrets = Secrets("", new_entrance(), lasting=True, key=key)

    def listens_at(self, port: int) -> None:
        """Keep the port, so that a device finds this computer there the next time."""
        self.port = port
        self._write()

    def forget(self) -> None:
        """Let none of the devices in that were let in before: each has to come by the code of now."""
        self.secrets.forget()
        self._write()

    def _read(self) -> tuple[bytes, int]:
        if not self._file.exists():
            return secrets.token_bytes(_KEY_BYTES), 0
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            key, port = bytes.fromhex(kept["key"]), int(kept["port"])
            if len(key) != _KEY_BYTES or not 0 <= port < 65536:
                raise ValueError
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DevicesError(message("error.serve.devices", path=str(self._file))) from error
        return key, port

    def _write(self) -> None:
        kept = json.dumps({"key": self.secrets.key.hex(), "port": self.port})
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise output_error(self._file, error) from error
        with whole_file(self._file) as part:
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
            part.write_text(kept, encoding="utf-8")
        with suppress(OSError):  # a file system without rights
            self._file.chmod(0o600)
