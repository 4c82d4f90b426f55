"""A plan with its signature: as a file, and as the text of a QR code.

The clinic signs with a key of its own (Ed25519); its public half travels with the plan. The signature shows that the
plan is, letter by letter, what the holder of that key has signed: damage and later changes are noticed. It does not
show which clinic that is. Nobody vouches for the key: on the first plan the patient's computer takes it as it comes and
remembers it, and from then on notices a plan of anybody else.

What is signed is the JSON of the plan in UTF-8 with sorted keys and no spaces, so that file and QR code say the same.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, ValidationError

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.results.home.carried import CarriedError, compress, decompress, kind_of, pack, unpack
from formcheck.results.home.plan import SCHEMA_VERSION, Plan, as_stored
from formcheck.results.summary import SummaryPart

FILE_VERSION = 1
TEXT_VERSION = 1
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64

_WORDS = (
    b'"breathe","front_knee","upright","deeper"],"targets":{"front_knee_deg":{"green":[80.0,100.0],"yellow":[70.0,115.0]},'
    b'"front_shin_deg":"lunge_deg":{"green":[null,6.0],"yellow":[null,10.0]},"rear_thigh_deg":"trunk_deg":'
    b'{"ball_s":0,"clinic":"","days_a_week":5,"flags":[1,2,3,4,5,6,7],"hold_s":30,"id":"","language":"es"'
    b'"language":"en","made_at":"2026-12-01T10:00:00Z","note":"","own_tuck_deg":{"left":5.0,"right":5.0},'
    b'"patient":"P01","rest_minutes":0,"schema_version":1,"sets":2,"sides":["left","right"],"stress":["tuck"],'
    b'"targets":{},"valid_from":"2026-12-01","valid_until":"2027-01-31"}'
)
"""What is likely to stand in a plan, the likeliest last. It belongs to `TEXT_VERSION`: never change it alone."""


class PlanError(FormcheckError):
    """A plan cannot be used; the message says why in one sentence."""


class OtherClinicError(PlanError):
    """The plan is sound, but signed by somebody whose plans this person has not had before."""


class PlanFile(SummaryPart):
    """The whole of a plan's file."""

    formcheck_plan: int = Field(default=FILE_VERSION, description="version of this file")
    plan: Plan
    clinic_key: str = Field(description="the clinic's public key, Ed25519, base 64")
    signature: str = Field(description="over the JSON of `plan`, sorted keys, no spaces, UTF-8; base 64")


@dataclass(frozen=True)
class SignedPlan:
    """A plan whose signature has been checked, or has just been made.

    Attributes
    ----------
    plan
        What is planned.
    key
        The public key, 32 bytes.
    signature
        64 bytes.
    raw
        The plan as it was signed: what this version does not know is kept.
    """

    plan: Plan
    key: bytes
    signature: bytes
    raw: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """A few letters of the key, which two people can compare by telephone."""
        return fingerprint(self.key)

    def as_file(self) -> str:
        """Return the text of the file."""
        whole = {
            "formcheck_plan": FILE_VERSION,
            "plan": self.raw,
            "clinic_key": base64.b64encode(self.key).decode(),
            "signature": base64.b64encode(self.signature).decode(),
        }
        return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"

    def as_text(self) -> str:
        """Return the text of the QR code."""
        return pack("PLAN", TEXT_VERSION, self.key + self.signature + compress(_canonical(self.raw), _WORDS))


def new_key() -> bytes:
    """Make the secret half of a clinic's key, 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )


def fingerprint(key: bytes) -> str:
    """Return a few letters that stand for a public key."""
    letters = hashlib.sha256(key).hexdigest()[:8].upper()
    return f"{letters[:4]}-{letters[4:]}"


def sign(plan: Plan, secret: bytes) -> SignedPlan:
    """Sign a plan with the secret half of a key."""
    signing = Ed25519PrivateKey.from_private_bytes(secret)
    raw = dict(as_stored(plan))
    public = signing.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return SignedPlan(plan, public, signing.sign(_canonical(raw)), raw)


def read_plan(text: str) -> SignedPlan:
    """Read a plan from the text of its file or of its QR code, and check its signature.

    Raises
    ------
    PlanError
        It is no plan, one of a newer version, or it was damaged or changed.
    """
    kind, version = kind_of(text)
    if kind == "PLAN":
        if version > TEXT_VERSION:
            raise PlanError(message("plan.refused.newer"))
        return _from_text(text)
    return _from_file(text)


def _from_text(text: str) -> SignedPlan:
    try:
        data = unpack(text)
        key, signature = data[:_KEY_BYTES], data[_KEY_BYTES : _KEY_BYTES + _SIGNATURE_BYTES]
        raw = json.loads(decompress(data[_KEY_BYTES + _SIGNATURE_BYTES :], _WORDS))
    except (CarriedError, ValueError, RecursionError) as error:
        raise PlanError(message("plan.refused.damaged")) from error
    return _checked(raw, key, signature)


def _from_file(text: str) -> SignedPlan:
    try:
        whole = json.loads(text.removeprefix("\ufeff"))
        version = whole["formcheck_plan"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        # A file that was cut off still says at its beginning what it was.
        code = "plan.refused.damaged" if '"formcheck_plan"' in text[:200] else "plan.refused.none"
        raise PlanError(message(code)) from error
    if not isinstance(version, int) or version < 1:
        raise PlanError(message("plan.refused.damaged"))
    if version > FILE_VERSION:
        raise PlanError(message("plan.refused.newer"))
    try:
        key, signature = (base64.b64decode(whole[name], validate=True) for name in ("clinic_key", "signature"))
        raw = whole["plan"]
    except (ValueError, KeyError, TypeError) as error:
        raise PlanError(message("plan.refused.damaged")) from error
    return _checked(raw, key, signature)


def _checked(raw: Any, key: bytes, signature: bytes) -> SignedPlan:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _canonical(raw))
    except (InvalidSignature, ValueError, TypeError, RecursionError) as error:
        raise PlanError(message("plan.refused.damaged")) from error
    version = raw.get("schema_version") if isinstance(raw, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise PlanError(message("plan.refused.newer"))
    try:
        return SignedPlan(Plan.model_validate(raw), key, signature, raw)
    except ValidationError as error:
        raise PlanError(message("plan.refused.damaged")) from error


def _canonical(raw: Any) -> bytes:
    """Write a plan as it is signed."""
    return json.dumps(raw, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
