"""What a home screen needs of the page, and the page that stands there while the computer is off."""

import json
from pathlib import Path

import cv2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from formcheck.messages.catalogue import languages
from formcheck.web import app as web_app
from formcheck.web.guard import Guard
from formcheck.web.installable import add_installable
from tests.support.tab import HOST, ORIGIN, PAGE, TOKEN

SHARED = Path(web_app.STATIC)


@pytest.fixture
def client():
    app = FastAPI()
    add_installable(app, "Anna <PC>", None)
    with TestClient(Guard(app, TOKEN, [HOST]), base_url=ORIGIN) as client:
        yield client


def test_the_offline_page_says_in_every_language_which_computer_must_run(client):
    page = client.get(f"{PAGE}offline.html").text
    assert page.count("Anna &lt;PC&gt;") == len(languages())
    assert all(f'lang="{language}"' in page for language in languages())
    assert "{" not in page


def test_the_worker_may_serve_the_whole_page_and_is_never_kept_by_the_browser(client):
    worker = client.get(f"{PAGE}service_worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-store"
    policy = worker.headers["content-security-policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_manifest_names_pictures_that_are_there_in_their_size(client):
    manifest = client.get(f"{PAGE}app.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
    drawn = [icon for icon in json.loads(manifest.text)["icons"] if icon["type"] == "image/png"]
    assert {icon["sizes"] for icon in drawn} >= {"192x192", "512x512"}
    for icon in drawn:
        picture = cv2.imread(str(SHARED / icon["src"]))
        assert picture is not None
        rows, columns = picture.shape[:2]
        assert f"{columns}x{rows}" == icon["sizes"]


def test_it_opens_where_the_person_is_and_not_at_an_entrance(client):
    manifest = client.get(f"{PAGE}app.webmanifest").json()
    assert (manifest["start_url"], manifest["scope"]) == ("./", "./")


def test_without_a_certificate_of_our_own_none_is_handed_out(client):
    assert client.get(f"{PAGE}formcheck.crt").status_code == 404
