import threading

import numpy as np

from formcheck.desktop import chime


def test_the_sound_is_short_and_neither_clips_nor_clicks():
    sound = chime.two_tones()
    assert len(sound) / chime.RATE_HZ < 0.5
    assert 0.1 < np.abs(sound).max() < 0.5
    assert abs(sound[0]) < 1e-3
    assert np.abs(np.diff(sound)).max() < 0.05


def test_ringing_never_waits_for_the_sound(monkeypatch):
    playing, done = threading.Event(), threading.Event()

    def slow(_sound):
        playing.set()
        done.wait(10)

    monkeypatch.setattr(chime, "sound_trouble", lambda: None)
    monkeypatch.setattr(chime, "_play", slow)
    bell = chime.Chime()
    bell.ring()
    assert playing.wait(10)
    bell.ring()  # would hang here if it waited
    done.set()


def test_a_muted_chime_plays_nothing(monkeypatch):
    monkeypatch.setattr(chime, "_play", lambda _sound: 1 / 0)
    before = threading.active_count()
    chime.Chime(muted=True).ring()
    assert threading.active_count() == before


def test_a_device_that_vanishes_does_not_stop_the_practice(monkeypatch):
    played: list[bool] = []
    heard = threading.Semaphore(0)

    def play(sound):
        played.append(sound is not None)
        heard.release()
        if sound is not None:
            raise OSError("device gone")

    monkeypatch.setattr(chime, "sound_trouble", lambda: None)
    monkeypatch.setattr(chime, "_play", play)
    bell = chime.Chime()
    bell.ring()
    assert heard.acquire(timeout=10)
    while len(played) < 2:
        bell.ring()
        heard.acquire(timeout=0.1)
    assert played[:2] == [True, False]
