"""Who may come in by which address: the person at this computer, a clinician, or one patient among others.

On this computer one secret opens everything. Where other devices may come in, patients and clinician are different
people: each has an address of their own, new at each start. The patients' address only hands out further ones, so that
no patient knows another's, reads another's history or reaches the clinician's videos.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Literal

from formcheck.archive.practice_history import History
from formcheck.results.practice import PracticeDone, PracticeKept

Role = Literal["all", "entrance", "patient"]
_ID_BYTES = 12
_PEOPLE = 1000
"""Of so many patients the server remembers which practices are theirs; the one who came first is forgotten first."""
_CLINICIANS = ("review.html", "api/review")


@dataclass(frozen=True)
class Visitor:
    """Who asks.

    Attributes
    ----------
    role
        ``all``; ``entrance``: gets an address of their own and nothing else; ``patient``.
    person
        Which patient; empty for who may see everything.
    """

    role: Role
    person: str = ""

    def may_ask(self, rest: str) -> bool:
        """Whether this path, without the secret, is open to them."""
        if self.role == "entrance":
            return rest in ("", "index.html")
        closed = any(rest == path or rest.startswith(f"{path}/") for path in _CLINICIANS)
        return self.role == "all" or not closed


@dataclass(frozen=True)
class Secrets:
    """The secrets of the addresses.

    Attributes
    ----------
    own
        Opens everything.
    patients
        The patients' entrance; empty where there is none.
    """

    own: str
    patients: str = ""
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def visitor(self, given: str) -> Visitor | None:
        """Return who comes in by this secret; None for nobody."""
        known = _bytes(given)
        if self.own and secrets.compare_digest(known, _bytes(self.own)):
            return Visitor("all")
        if not self.patients:
            return None
        if secrets.compare_digest(known, _bytes(self.patients)):
            return Visitor("entrance")
        person, _, signature = given.partition(".")
        if signature and secrets.compare_digest(known, _bytes(self._personal(person))):
            return Visitor("patient", person)
        return None

    def new_patient(self) -> str:
        """Make a secret for one more patient."""
        return self._personal(secrets.token_hex(_ID_BYTES))

    def _personal(self, person: str) -> str:
        signed = hmac.new(self._key, _bytes(person), hashlib.sha256)
        return f"{person}.{signed.hexdigest()}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


class OwnHistory:
    """The practices of one visitor: all of them, or those that one patient has kept since the start.

    Parameters
    ----------
    history
        What was practised on this computer.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._own: OrderedDict[str, set[int]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, person: str) -> list[PracticeKept]:
        """Read the practices of a person; of everybody where it is empty."""
        kept = self._history.all()
        return [practice for practice in kept if practice.id in self._numbers(person)] if person else kept

    def keep(self, person: str, practice: PracticeDone) -> int:
        """Write one practice; return its number."""
        number = self._history.keep(practice)
        if person:
            with self._lock:
                self._own.setdefault(person, set()).add(number)
                while len(self._own) > _PEOPLE:
                    self._own.popitem(last=False)
        return number

    def rate(self, person: str, number: int, pain_after: int) -> None:
        """Note how much it hurts after a practice of a person; one that is not theirs stays as it is."""
        if not person or number in self._numbers(person):
            self._history.rate(number, pain_after)

    def delete(self, person: str, number: int | None = None) -> None:
        """Delete one practice of a person, or all of theirs; what is not theirs stays."""
        if not person:
            self._history.delete(number)
            return
        own = self._numbers(person)
        for one in own if number is None else own & {number}:
            self._history.delete(one)
        with self._lock:
            self._own[person] = set() if number is None else own - {number}

    def _numbers(self, person: str) -> set[int]:
        with self._lock:
            return set(self._own.get(person, ()))
