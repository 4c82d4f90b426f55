"""Which ways of seeing the pelvis a session has."""

from formcheck.lunge.pelvis.sources import available
from formcheck.settings import Markers, Pelvis, Settings


def test_stickers_come_before_everything_else():
    assert available(Settings())[0].name == "markers"


def test_who_wants_no_stickers_looked_for_has_none():
    assert "markers" not in {s.name for s in available(Settings(markers=Markers(colour="none")))}


def test_who_wants_the_outline_left_alone_has_it_left_alone():
    assert [s.name for s in available(Settings())] == ["markers", "contour"]
    assert [s.name for s in available(Settings(pelvis=Pelvis(use_learned=False)))] == ["markers"]


def test_each_session_has_sources_of_its_own():
    assert available(Settings())[0] is not available(Settings())[0]
