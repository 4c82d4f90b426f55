"""A real browser for the tests that need one."""

from __future__ import annotations

import os
import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def need_chromium() -> None:
    """Skip where there is no browser, but never where formcheck is checked before it lands."""
    if CHROMIUM is None and not os.environ.get("FORMCHECK_CI"):
        pytest.skip("no Chromium here: apt-get install chromium")
