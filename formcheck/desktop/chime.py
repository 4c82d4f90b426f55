"""A short, soft sound when a cue comes. It never holds up the picture."""

from __future__ import annotations

import logging
import sys
import threading

import numpy as np
from numpy.typing import NDArray

from formcheck.messages.message import Message
from formcheck.system.log import log_failure

_LOG = logging.getLogger(__name__)

RATE_HZ = 44100
_TONES_HZ = (660.0, 880.0)
_TONE_S = 0.14
_LOUDNESS = 0.25


def sound_trouble() -> Message | None:
    """Say why no sound can be played; None where one can."""
    try:
        import sounddevice

        sounddevice.check_output_settings(samplerate=RATE_HZ, channels=1)
    except (ImportError, OSError) as error:
        log_failure(_LOG, error)
        return Message("sound.no_library")
    except Exception as error:  # PortAudioError, or ValueError where there is no default device
        log_failure(_LOG, error)
        return Message("sound.no_device")
    return None


def two_tones() -> NDArray[np.float32]:
    """Return the sound: two rising tones that swell and fade, mono, -1 to 1."""
    t = np.arange(int(RATE_HZ * _TONE_S)) / RATE_HZ
    swell = np.sin(np.pi * t / _TONE_S) ** 2
    return np.concatenate([_LOUDNESS * swell * np.sin(2 * np.pi * f * t) for f in _TONES_HZ]).astype(np.float32)


class Chime:
    """Plays the sound on a thread of its own; one more is dropped while one still sounds.

    Where there is no sound device the terminal's bell is rung instead.
    """

    def __init__(self, *, muted: bool = False) -> None:
        self._wanted = threading.Event()
        if not muted:
            threading.Thread(target=self._run, name="formcheck-chime", daemon=True).start()

    def ring(self) -> None:
        """Sound once; returns at once."""
        self._wanted.set()

    def _run(self) -> None:
        sound = None if sound_trouble() else two_tones()
        while self._wanted.wait():
            try:
                _play(sound)
            except Exception as error:  # a device that vanishes while it plays
                log_failure(_LOG, error)
                sound = None
            self._wanted.clear()


def _play(sound: NDArray[np.float32] | None) -> None:
    if sound is None:
        if sys.stderr.isatty():
            sys.stderr.write("\a")
            sys.stderr.flush()
        return
    import sounddevice

    sounddevice.play(sound, RATE_HZ, blocking=True)
