"""A phone in a real Chromium, over https with the certificate that was made for it, at the real command."""

import base64
import hashlib
import json
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.browser import Server, page, picture_file, to_the_lunge, wait_for_view

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
IS_READY = "async () => { await navigator.serviceWorker.ready; return navigator.serviceWorker.controller !== null; }"
CACHED = """async () => {
  const names = await caches.keys();
  const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return all.flat().map(({ url }) => new URL(url).pathname.split("/").slice(2).join("/")).sort();
}"""
FETCHED = """async (path) => {
  const answer = await fetch(path);
  return [answer.headers.get("content-type"), await answer.text()];
}"""


@pytest.fixture
def server(tmp_path):
    one = Server(tmp_path, options=["--phone", "--host", "127.0.0.1"])
    one.start()
    yield one
    one.end()


def key_of(server):
    """What tells the browser that it knows the certificate, as after the authority was installed."""
    certificate = x509.load_pem_x509_certificate((server.data / "phone" / "page.pem").read_bytes())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


def test_who_passes_over_the_warning_gets_camera_and_coach(server, tmp_path):
    camera = picture_file(tmp_path / "camera.mjpeg")
    with page(camera, ignore_https_errors=True, **PHONE) as shown:
        to_the_lunge(shown, server)
        wait_for_view(shown, "stage")
        shown.wait_for_selector('.stage[data-stage="setup"] .ticks .block')  # a picture was judged
        assert shown.url.startswith("https://127.0.0.1:")
        assert server.url.split("/")[3] not in shown.url  # an address of its own


def test_the_page_names_the_computer_that_the_pictures_go_to(server):
    with page(None, ignore_https_errors=True, **PHONE) as shown:
        shown.goto(server.url)
        wait_for_view(shown, "welcome")
        said = shown.inner_text("[data-view=welcome]")
        assert "in your network and nowhere else" in said
        assert "this computer" not in said
        assert shown.is_hidden("#to-review")
        shown.click("#install summary")
        assert "Add to Home Screen" in shown.inner_text("#install")
        certificate = shown.request.get(shown.url + "formcheck.crt").body()
    authority = x509.load_pem_x509_certificate((server.data / "phone" / "authority.pem").read_bytes())
    assert x509.load_der_x509_certificate(certificate) == authority


def test_with_the_certificate_trusted_it_can_be_installed_and_says_when_the_computer_is_off(server):
    with page(None, trusted=[key_of(server)], locale="es-ES", **PHONE) as shown:
        shown.goto(server.url)
        wait_for_view(shown, "welcome")
        own = shown.url
        kind, manifest = shown.evaluate(FETCHED, "app.webmanifest")
        assert kind == "application/manifest+json"
        for icon in json.loads(manifest)["icons"]:
            assert shown.evaluate(FETCHED, icon["src"])[0].startswith(icon["type"])
        devtools = shown.context.new_cdp_session(shown)
        against = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert [one["errorId"] for one in against] == ["in-incognito"]  # as every window of Playwright is
        shown.evaluate(IS_READY)
        shown.click("#flags-no")
        shown.evaluate("fetch('api/history')")
        shown.reload()
        wait_for_view(shown, "welcome")
        assert shown.evaluate(CACHED) == ["offline.html", "shared/icon.svg", "shared/offline.js", "shared/style.css"]
        server.end()
        shown.goto(own)
        assert shown.locator("h1:visible").all_inner_texts() == ["formcheck no está en marcha"]
        assert "debe estar encendido" in shown.inner_text("main")
        server.start()
        shown.click("a:visible")
        wait_for_view(shown, "welcome")


def test_two_phones_do_not_share_a_practice_or_a_history(server, tmp_path):
    done = json.dumps(
        {"started_at": "2026-03-04T10:00:00Z", "parts": [{"side": "right", "target_s": 30, "good_s": 30}]}
    )
    post = "body => fetch('api/history', {method: 'POST', headers: {'Content-Type': 'application/json'}, body})"
    rows = "async () => (await (await fetch('api/history')).json()).length"
    with page(None, ignore_https_errors=True, **PHONE) as one:
        other_phone = one.context.browser.new_context(ignore_https_errors=True)
        other = other_phone.new_page()
        for phone in (one, other):
            phone.goto(server.url)
            phone.wait_for_selector("[data-view=welcome]:not([hidden])")
        one.evaluate(post, done)
        assert (one.evaluate(rows), other.evaluate(rows)) == (1, 0)
        one.goto(server.url)  # scanned once more
        one.wait_for_selector("[data-view=welcome]:not([hidden])")
        assert one.evaluate(rows) == 1
