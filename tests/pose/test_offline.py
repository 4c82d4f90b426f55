from __future__ import annotations

import os

import pytest

from formcheck.pose.offline import offline


def proxies() -> dict[str, str | None]:
    return {name: os.environ.get(name) for name in ("https_proxy", "no_proxy", "NO_PROXY")}


def test_the_users_proxies_come_back_after_the_last_block(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.delenv("NO_PROXY", raising=False)
    before = proxies()
    with offline():
        shut = proxies()
        with offline():
            assert proxies() == shut
        assert proxies() == shut
    assert shut["https_proxy"] != before["https_proxy"] and shut["no_proxy"] is shut["NO_PROXY"] is None
    assert proxies() == before


def test_blocks_may_end_in_any_order(monkeypatch):
    monkeypatch.delenv("https_proxy", raising=False)
    first, second = offline(), offline()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert os.environ["https_proxy"].startswith("none://")
    second.__exit__(None, None, None)
    assert "https_proxy" not in os.environ


def test_an_error_inside_opens_the_way_again(monkeypatch):
    monkeypatch.delenv("https_proxy", raising=False)
    with pytest.raises(ZeroDivisionError), offline():
        _ = 1 / 0
    assert "https_proxy" not in os.environ
