"""What every test needs: the terminal speaks English, whatever the computer is set to."""

import os

import pytest


@pytest.fixture(autouse=True, scope="session")
def _english():
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C.UTF-8"
    yield
    del os.environ["LC_ALL"]
    if before is not None:
        os.environ["LC_ALL"] = before
