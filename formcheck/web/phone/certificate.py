"""A certificate for the address of this computer in its network, signed by an authority that only this computer has.

Browsers give the camera to https alone, and nobody sells a certificate for an address at home. So this computer makes
an authority of its own and lets it sign a certificate for the address of today. A phone may go on after the warning of
its browser, or be made to trust the authority, once; the certificate can then be renewed, and the address may change,
without another question. The authority can vouch for nothing but addresses of private networks: were its key stolen,
no other page could be forged with it.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.system.outputs import output_error, whole_file

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_AUTHORITY_LASTS = datetime.timedelta(days=5 * 365)
_LASTS = datetime.timedelta(days=397)
"""Browsers refuse a longer one; Apple's by its own rules from 398 days on."""
_RENEWED = datetime.timedelta(days=30)
"""With less time left a certificate is made again."""
_CLOCKS_DIFFER = datetime.timedelta(days=1)
"""A phone whose clock is behind takes it all the same."""
_PRIVATE = [
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "fc00::/7",
        "fe80::/10",
    )
]
_NAMES = "local"
"""No name but one of the own network, either."""


class CertificateError(FormcheckError):
    """A certificate of last time cannot be used; the message says what to do."""


@dataclass(frozen=True)
class NetworkCertificate:
    """The files of a certificate.

    Attributes
    ----------
    certificate, key
        What the server shows, with the authority behind it; PEM.
    authority
        What a device may be made to trust; PEM.
    """

    certificate: Path
    key: Path
    authority: Path


@dataclass(frozen=True)
class _Signed:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def lasts(self, now: datetime.datetime) -> bool:
        return self.certificate.not_valid_before_utc <= now < self.certificate.not_valid_after_utc - _RENEWED


def network_certificate(
    folder: Path, address: str, computer: str, now: datetime.datetime | None = None
) -> NetworkCertificate:
    """Return a certificate for an address: that of last time, or a new one where it expires or the address is new.

    Parameters
    ----------
    folder
        Where it is kept, readable by its owner alone.
    address
        IP address of this computer.
    computer
        What the computer is called: it stands in the certificate, for whoever looks.
    now
        The time; None for that of the clock.

    Raises
    ------
    CertificateError
        A file is damaged.
    OutputError
        The folder cannot be written.
    """
    time = now or datetime.datetime.now(datetime.UTC)
    wanted = ipaddress.ip_address(address)
    files = NetworkCertificate(folder / "page.pem", folder / "page-key.pem", folder / "authority.pem")
    authority_key = folder / "authority-key.pem"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority = _read(files.authority, authority_key)
        if authority is None or not authority.lasts(time) or not _may_sign(authority.certificate, wanted):
            authority = _authority(wanted, computer, time)
            _write(authority, files.authority, authority_key)
        page = _read(files.certificate, files.key)
        if page is None or not page.lasts(time) or not _is_for(page.certificate, wanted, authority.certificate):
            page = _signed(authority, wanted, computer, time)
            _write(page, files.certificate, files.key, authority.certificate)
    except OSError as error:
        raise output_error(folder, error) from error
    return files


def _read(certificate: Path, key: Path) -> _Signed | None:
    """Read a certificate with its key; None where there is none yet. Raises CertificateError where one is damaged."""
    if not certificate.exists() and not key.exists():
        return None
    try:
        signed = x509.load_pem_x509_certificate(certificate.read_bytes())
        own = serialization.load_pem_private_key(key.read_bytes(), None)
        if not isinstance(own, ec.EllipticCurvePrivateKey) or signed.public_key() != own.public_key():
            raise ValueError
    except (OSError, ValueError, TypeError) as error:
        raise CertificateError(message("error.serve.own_certificate", folder=str(certificate.parent))) from error
    for file in (certificate, key):
        file.chmod(0o600)
    return _Signed(signed, own)


def _write(signed: _Signed, certificate: Path, key: Path, *behind: x509.Certificate) -> None:
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    # The key first: a key without its certificate is as damaged as none, and a program that ends between them is rare.
    for file, content in (
        (key, signed.key.private_bytes(*private)),
        (certificate, b"".join(c.public_bytes(serialization.Encoding.PEM) for c in (signed.certificate, *behind))),
    ):
        with (
            whole_file(file) as part,
            os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out,
        ):
            out.write(content)
        file.chmod(0o600)


def _may_sign(authority: x509.Certificate, address: Address) -> bool:
    try:
        permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    except (x509.ExtensionNotFound, ValueError):
        return False
    networks = [one.value for one in permitted if isinstance(one, x509.IPAddress)]
    return any(isinstance(n, ipaddress.IPv4Network | ipaddress.IPv6Network) and address in n for n in networks)


def _is_for(certificate: x509.Certificate, address: Address, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (InvalidSignature, x509.ExtensionNotFound, ValueError, TypeError):
        return False
    return address in names.get_values_for_type(x509.IPAddress)


def _authority(address: Address, computer: str, now: datetime.datetime) -> _Signed:
    """Make an authority for private networks; where the address of this computer is in none, for that one, too."""
    key = ec.generate_private_key(ec.SECP256R1())
    networks = [*_PRIVATE]
    if not any(address in network for network in networks):
        networks.append(ipaddress.ip_network(address))
    permitted: list[x509.GeneralName] = [*(x509.IPAddress(network) for network in networks), x509.DNSName(_NAMES)]
    name = _name(f"formcheck: {computer}")
    builder = _builder(name, name, key, now, _AUTHORITY_LASTS)
    usage = _usage(signs=True)
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _Signed(certificate, key)


def _signed(authority: _Signed, address: Address, computer: str, now: datetime.datetime) -> _Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate
    known_by = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    certificate = (
        _builder(_name(computer), issuer.subject, key, now, _LASTS)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(address)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known_by), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    return _Signed(certificate, key)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime.datetime,
    lasts: datetime.timedelta,
) -> x509.CertificateBuilder:
    number, begins = x509.random_serial_number(), now - _CLOCKS_DIFFER
    return x509.CertificateBuilder(issuer, subject, key.public_key(), number, begins, begins + lasts)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
