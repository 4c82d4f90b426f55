"""The certificate for phones: who may read it, how long it lasts, what it vouches for, and what a damaged one says."""

import datetime
import ipaddress
import ssl
import stat

import pytest
from cryptography import x509
from cryptography.x509 import verification

from formcheck.web.phone.certificate import CertificateError, network_certificate

NOW = datetime.datetime(2026, 3, 4, 10, tzinfo=datetime.UTC)
HOME = "192.168.178.23"


def days(number):
    return NOW + datetime.timedelta(days=number)


def serial(path):
    return x509.load_pem_x509_certificate(path.read_bytes()).serial_number


@pytest.fixture
def made(tmp_path):
    return network_certificate(tmp_path / "phone", HOME, "kitchen", NOW)


def verified(files, address, when=NOW):
    """Verify as a browser does that trusts the authority; raises where it would refuse."""
    page, *behind = x509.load_pem_x509_certificates(files.certificate.read_bytes())
    store = verification.Store(x509.load_pem_x509_certificates(files.authority.read_bytes()))
    subject = x509.IPAddress(ipaddress.ip_address(address))
    return verification.PolicyBuilder().store(store).time(when).build_server_verifier(subject).verify(page, behind)


def test_nobody_but_its_owner_reads_a_key(made):
    folder = made.certificate.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_a_key_that_others_could_read_is_closed_again(made):
    made.key.chmod(0o644)
    network_certificate(made.key.parent, HOME, "kitchen", NOW)
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600


def test_the_server_can_use_it_and_a_browser_that_trusts_the_authority_takes_it(made):
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(made.certificate, made.key)
    assert verified(made, HOME)


def test_it_is_not_good_for_another_address(made):
    with pytest.raises(verification.VerificationError):
        verified(made, "192.168.178.24")


def test_it_lasts_no_longer_than_browsers_take(made):
    page = x509.load_pem_x509_certificate(made.certificate.read_bytes())
    assert page.not_valid_after_utc - page.not_valid_before_utc < datetime.timedelta(days=398)


def test_the_authority_vouches_for_no_page_outside_of_private_networks(made):
    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    permitted = limits.value.permitted_subtrees or []
    networks = [one.value for one in permitted if isinstance(one, x509.IPAddress)]
    assert all(network.is_private or str(network) == "100.64.0.0/10" for network in networks)
    names = [one.value for one in permitted if isinstance(one, x509.DNSName)]
    assert names == ["local"]  # with none, every name would be permitted


@pytest.mark.parametrize(
    ("address", "when", "same_page", "same_authority"),
    [
        (HOME, days(300), True, True),
        (HOME, days(380), False, True),
        ("10.0.0.7", NOW, False, True),
        ("203.0.113.9", NOW, False, False),
        (HOME, days(5 * 365 - 10), False, False),
        (HOME, days(-400), False, False),
    ],
    ids=["next time", "expires", "another address", "a public address", "the authority expires", "a clock put back"],
)
def test_it_is_made_again_only_where_it_has_to_be(made, address, when, same_page, same_authority):
    page, authority = serial(made.certificate), serial(made.authority)
    later = network_certificate(made.certificate.parent, address, "kitchen", when)
    assert (serial(later.certificate) == page, serial(later.authority) == authority) == (same_page, same_authority)
    assert verified(later, address, when)


@pytest.mark.parametrize("file", ["page.pem", "page-key.pem", "authority.pem", "authority-key.pem"])
@pytest.mark.parametrize("content", [b"", b"\x00nonsense", None], ids=["empty", "nonsense", "gone"])
def test_a_damaged_one_is_said_in_a_sentence_and_left_as_it_is(made, file, content):
    damaged = made.certificate.parent / file
    if content is None:
        damaged.unlink()
    else:
        damaged.write_bytes(content)
    with pytest.raises(CertificateError, match="is damaged: delete that folder"):
        network_certificate(made.certificate.parent, HOME, "kitchen", NOW)
    assert content is None or damaged.read_bytes() == content


def test_a_key_of_another_certificate_is_refused(made, tmp_path):
    other = network_certificate(tmp_path / "other", HOME, "kitchen", NOW)
    made.key.write_bytes(other.key.read_bytes())
    with pytest.raises(CertificateError):
        network_certificate(made.certificate.parent, HOME, "kitchen", NOW)
