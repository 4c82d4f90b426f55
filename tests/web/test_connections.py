"""A thousand who connect and say nothing do not stop the server for the others."""

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.practice_page import Server

try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment]


@pytest.fixture
def served(tmp_path):
    server = Server(tmp_path)
    server.start()
    yield server.url
    server.end()


@pytest.mark.skipif(resource is None, reason="no limit of open files to raise")
def test_a_thousand_half_sent_requests_do_not_keep_others_out(served):
    place = urlsplit(served)
    needed = 1100
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < needed + 200:
        if 0 <= hard < needed + 200:
            pytest.skip("not so many files may be open here")
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed + 200, hard))
    with ExitStack() as opened:
        for _ in range(needed):
            line = opened.enter_context(socket.create_connection((place.hostname, place.port), timeout=10))
            line.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert httpx.get(served, timeout=20).status_code == 200


def test_a_second_half_request_on_the_same_connection_is_not_waited_for_either(served, monkeypatch):
    place = urlsplit(served)
    with ExitStack() as opened:
        first = opened.enter_context(socket.create_connection((place.hostname, place.port), timeout=30))
        first.sendall(f"GET {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        assert first.recv(1000)
        first.sendall(b"GET / HTTP/1.1\r\n")
        for _ in range(70):
            line = opened.enter_context(socket.create_connection((place.hostname, place.port), timeout=10))
            line.sendall(b"GET")
        while first.recv(65536):  # the rest of the page, and then the end
            pass
