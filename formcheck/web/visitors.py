"""Who may come in by which address: the person at this computer, a clinician, or one patient among others.

On this computer one secret opens everything. Where other devices may come in, patients and clinician are different
people: each has an address of their own, new at each start. The patients' address only hands out further ones, so that
no patient knows another's, reads another's history or reaches the clinician's videos.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Literal

from formcheck.archive.practice_history import History
from formcheck.results.posture import KeptPosture
from formcheck.results.posture_history import PostureKept
from formcheck.results.practice import PracticeDone, PracticeKept

Role = Literal["all", "entrance", "patient"]
_ID_BYTES = 12
_ENTRANCE_BYTES = 16
_CLINICIANS = ("review.html", "compare.html", "start.html", "api/review")


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


@dataclass
class Secrets:
    """The secrets of the addresses.

    Attributes
    ----------
    own
        Opens everything; empty where nobody may.
    patients
        The patients' entrance; empty where there is none.
    lasting
        Whether a device that was let in is known again at the next start, and gets the address it had. Without, every
        visit by the entrance is that of somebody else: a clinic's tablet goes from hand to hand.
    key
        What personal addresses are signed with: for as long as it is the same, they stay good.
    """

    own: str
    patients: str = ""
    lasting: bool = False
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

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

    def personal(self, cookie: str) -> str:
        """Return the secret for somebody at the entrance: the one their device had before, or one more.

        Parameters
        ----------
        cookie
            What the device has kept; empty where it has nothing.
        """
        known = self.visitor(cookie) if self.lasting else None
        return cookie if known is not None and known.role == "patient" else self.new_patient()

    def new_patient(self) -> str:
        """Make a secret for one more patient."""
        return self._personal(secrets.token_hex(_ID_BYTES))

    def renew(self) -> None:
        """Let the entrance have another secret from now on; whoever is in stays in."""
        self.patients = new_entrance()

    def forget(self) -> None:
        """Let in none of those who were let in before; the entrance has another secret, too."""
        self.key = secrets.token_bytes(32)
        self.renew()

    def _personal(self, person: str) -> str:
        signed = hmac.new(self.key, _bytes(person), hashlib.sha256)
        return f"{person}.{signed.hexdigest()}"


def new_entrance() -> str:
    """Make a secret for an entrance: long enough not to be guessed, short enough for a small QR code."""
    return secrets.token_urlsafe(_ENTRANCE_BYTES)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


class OwnHistory:
    """The practices and posture checks that one visitor may read and delete: their own.

    Parameters
    ----------
    history
        What was practised on this computer, by whomever.
    for_all
        Whether who may see everything sees everybody's practices: a clinician does, the person at the computer at home
        has their own like everybody else.
    """

    def __init__(self, history: History, *, for_all: bool = False) -> None:
        self._history = history
        self._for_all = for_all

    def read(self, person: str) -> list[PracticeKept]:
        """Read the practices of a person."""
        return self._history.all(self._whose(person))

    def keep(self, person: str, practice: PracticeDone) -> int:
        """Write one practice; return its number."""
        return self._history.keep(practice, person)

    def postures(self, person: str) -> list[PostureKept]:
        """Read the posture checks of a person."""
        return self._history.postures(self._whose(person))

    def keep_posture(self, person: str, posture: KeptPosture, instead: int | None = None) -> int:
        """Write one posture check, in the place of one of theirs where given; return its number."""
        return self._history.keep_posture(posture, person, instead)

    def delete_posture(self, person: str, number: int) -> None:
        """Delete one posture check of a person."""
        self._history.delete_posture(number, self._whose(person))

    def rate(self, person: str, number: int, pain_after: int) -> None:
        """Note how much it hurts after a practice of a person; one that is not theirs stays as it is."""
        self._history.rate(number, pain_after, self._whose(person))

    def delete(self, person: str, number: int | None = None) -> None:
        """Delete one practice of a person, or everything of theirs; what is not theirs stays."""
        self._history.delete(number, self._whose(person))

    def _whose(self, person: str) -> str | None:
        return None if self._for_all and not person else person
