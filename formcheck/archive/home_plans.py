"""The plans that lead practice on this computer, and whose signatures were met before."""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from platformdirs import user_data_path

from formcheck.messages.message import message
from formcheck.results.home.signed import OtherClinicError, PlanError, SignedPlan, fingerprint, read_plan
from formcheck.system.log import log_failure
from formcheck.system.outputs import output_error, whole_file

_LOG = logging.getLogger(__name__)

_VERSION = 1
_PEOPLE = 1000
"""The plans of this many people are remembered; who came first is forgotten first."""


@dataclass
class _Known:
    """What is known of one person: the text of the plan that leads, empty where none does, and keys met before."""

    plan: str = ""
    keys: list[str] = field(default_factory=list)


def plans_file() -> Path:
    """Return where they lie."""
    return user_data_path("formcheck", appauthor=False) / "plans.json"


def today() -> date:
    """Return the day where this computer stands."""
    return datetime.now().astimezone().date()


def check_in_force(signed: SignedPlan, day: date) -> None:
    """Refuse a plan on a day that it is not made for.

    Raises
    ------
    PlanError
        It has ended, or has not begun.
    """
    plan = signed.plan
    if day > plan.valid_until:
        raise PlanError(message("plan.refused.over", day=plan.valid_until.isoformat()))
    if day < plan.valid_from:
        raise PlanError(message("plan.refused.early", day=plan.valid_from.isoformat()))


class HomePlans:
    """One plan for each person who practises here; a later one takes the place of the earlier.

    Every method may be called from any thread.

    Parameters
    ----------
    path
        The file; None to remember them only for as long as the program runs.
    lasting
        Whether who comes by another device is known again at the next start. If not, only the plan of the person at
        this computer is written down.
    """

    def __init__(self, path: Path | None = None, *, lasting: bool = False) -> None:
        self._path = path
        self._lasting = lasting
        self._lock = threading.Lock()
        self._people: OrderedDict[str, _Known] = self._read()

    def take(self, text: str, person: str = "", *, anyway: bool = False) -> SignedPlan:
        """Let a plan lead from now on, if it is sound and has not ended.

        Parameters
        ----------
        text
            Of its file or its QR code.
        person
            Whose it is; empty for who sits at this computer.
        anyway
            Take it, too, where somebody else has signed it than the one before.

        Raises
        ------
        OtherClinicError
            Somebody else has signed it.
        PlanError
            It is no plan, was damaged or changed, is of a newer version, or has ended.
        OutputError
            It cannot be written down.
        """
        signed = read_plan(text)
        if today() > signed.plan.valid_until:
            check_in_force(signed, today())
        key = signed.key.hex()
        with self._lock:
            known = self._people.get(person, _Known())
            if known.keys and key not in known.keys and not anyway:
                before = fingerprint(bytes.fromhex(known.keys[-1]))
                raise OtherClinicError(message("plan.refused.other_clinic", new=signed.fingerprint, known=before))
            keys = [other for other in known.keys if other != key] + [key]
            self._people[person] = _Known(signed.as_text(), keys)
            while len(self._people) > _PEOPLE:
                self._people.popitem(last=False)
            self._write()
        return signed

    def of(self, person: str = "") -> SignedPlan | None:
        """Return the plan of a person, also one that has ended or not begun; None where there is none."""
        with self._lock:
            text = self._people.get(person, _Known()).plan
        if not text:
            return None
        try:
            return read_plan(text)
        except PlanError as error:  # the file was changed by hand
            log_failure(_LOG, error)
            return None

    def in_force(self, person: str = "") -> SignedPlan | None:
        """Return the plan that leads a person today; None where none does."""
        signed = self.of(person)
        if signed is None:
            return None
        try:
            check_in_force(signed, today())
        except PlanError:
            return None
        return signed

    def forget(self, person: str = "") -> None:
        """Let no plan lead a person any more; who has signed it stays known. Raises OutputError."""
        with self._lock:
            if person in self._people:
                self._people[person] = _Known("", self._people[person].keys)
                self._write()

    def _read(self) -> OrderedDict[str, _Known]:
        if self._path is None or not self._path.exists():
            return OrderedDict()
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return OrderedDict(
                (str(person), _Known(str(one["plan"]), [bytes.fromhex(key).hex() for key in one["keys"]]))
                for person, one in kept["people"].items()
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            log_failure(_LOG, error)  # as if there were none: a plan is quickly taken once more
            return OrderedDict()

    def _write(self) -> None:
        if self._path is None:
            return
        people = {
            person: {"plan": known.plan, "keys": known.keys}
            for person, known in self._people.items()
            if self._lasting or not person
        }
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise output_error(self._path, error) from error
        with whole_file(self._path) as part:
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
            part.write_text(json.dumps({"version": _VERSION, "people": people}), encoding="utf-8")
        with suppress(OSError):  # a file system without rights
            self._path.chmod(0o600)
