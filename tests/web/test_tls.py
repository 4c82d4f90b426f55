"""The page over TLS, for the phones and tablets of a clinic: the real program, a real https and wss client."""

import datetime
import ipaddress
import json
import socket
import ssl

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.support.practice_page import Server
from tests.support.tab import HELLO


def self_signed(folder, host):
    """Write a certificate for a host, and its key; return both files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "formcheck test")])
    subject: x509.GeneralName
    try:
        subject = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        subject = x509.DNSName(host)
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([subject]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key_file.write_bytes(key.private_bytes(*private))
    return cert_file, key_file


@pytest.fixture(params=["127.0.0.1", socket.gethostname()], ids=["own computer", "by its name"])
def served(request, tmp_path):
    try:
        socket.getaddrinfo(request.param, 0, socket.AF_INET)
    except OSError:
        pytest.skip(f"{request.param} has no address here")
    cert, key = self_signed(tmp_path, request.param)
    server = Server(tmp_path, options=["--host", request.param, "--tls-cert", str(cert), "--tls-key", str(key)])
    server.start()
    yield server.url, ssl.create_default_context(cafile=str(cert))
    server.end()


def test_the_page_comes_over_https_and_its_socket_over_wss(served):
    url, trust = served
    assert url.startswith("https://")
    assert httpx.get(url, verify=trust).status_code == 200
    address = url.replace("https", "wss") + "socket"
    origin = url.removesuffix("/").rpartition("/")[0]
    with connect(address, ssl=trust, origin=origin) as line:
        line.send(json.dumps(HELLO))
        assert json.loads(line.recv(timeout=60)) == {"kind": "welcome", "progress": None}
    with pytest.raises(InvalidStatus), connect(address, ssl=trust, origin=origin.replace("https", "http")):
        pass


def test_without_tls_nothing_is_answered_there(served):
    url, _ = served
    with pytest.raises(httpx.HTTPError):
        httpx.get(url.replace("https", "http"))


def test_a_stranger_without_trust_in_the_certificate_is_stopped_by_it(served):
    url, _ = served
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, verify=ssl.create_default_context())
