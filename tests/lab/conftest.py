"""What the laboratory's tests need: the body data and something to draw on. In CI neither may be missing."""

import os
from importlib.util import find_spec

import pytest

from lab.bodies import Body, BodyDataError, Shape, build_body, topology


def _missing(reason: str) -> None:
    if os.environ.get("FORMCHECK_CI") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_pycollect_makemodule():
    """Leave the laboratory's tests out, with the reason, where what they draw with is not installed."""
    if find_spec("moderngl") is None:
        _missing("moderngl is not installed: pip install -e '.[lab]'")


@pytest.fixture(scope="session")
def body_data():
    try:
        return topology()
    except BodyDataError as error:
        return _missing(str(error))


@pytest.fixture(scope="session")
def body(body_data) -> Body:
    return build_body(Shape(female=0.7, age_years=45, weight=0.6, stature_m=1.7))


@pytest.fixture(scope="session")
def renderer():
    from lab.render import GraphicsError, Renderer

    try:
        return Renderer((320, 240))
    except GraphicsError as error:
        return _missing(str(error))
