"""Films with a high dynamic range, as new phones make them: brought into the range of every other picture."""

from __future__ import annotations

from functools import cache

import av
import cv2
import numpy as np
from numpy.typing import NDArray

PQ, HLG = 16, 18
"""How a file names the two ways of storing such light (ITU-T H.273, table 3)."""

_WHITE_NITS = 203.0
"""A white sheet in such a film; it becomes the white of the usual range (ITU-R BT.2408-7, table 1)."""
_PEAK_NITS = 1000.0
"""The brightest light that is told apart: what HLG is defined for, and what phones grade PQ to. More becomes white."""
_FROM_BT_2020 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])
"""Red, green and blue light of BT.2020 in the colours of BT.709 (ITU-R BT.2407-0, 2.2)."""
_LEVELS = 1 << 16
"""Steps of light: even, and enough of them that the darkest are told apart."""
_BRIGHTEST = _PEAK_NITS / _WHITE_NITS

Array = NDArray[np.float64]


def is_hdr(transfer: int) -> bool:
    """Tell from the transfer characteristic of a film whether it has a high dynamic range."""
    return transfer in (PQ, HLG)


def tone_mapped(frame: av.VideoFrame, transfer: int, size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a picture of high dynamic range in the usual one.

    Parameters
    ----------
    frame
        As it was decoded.
    transfer
        `PQ` or `HLG`.
    size_px
        Width and height wanted.

    Returns
    -------
    ndarray
        Shape (height, width, 3), uint8, BGR.

    Notes
    -----
    Each of red, green and blue is made light by its own curve (PQ: SMPTE ST 2084; HLG: ITU-R BT.2100-2, table 5, with
    the system gamma of 1.2 taken on each alone), brought to the colours of BT.709, pressed below white by the knee of
    ITU-R BT.2390-11, 5.4.1, and encoded for the display of ITU-R BT.1886. Light up to about 90 nits, half of a white
    sheet, stays as it is.
    """
    width, height = size_px
    picture = frame.to_ndarray(format="bgr48le", width=width, height=height, interpolation="AREA")
    light = np.take(_light(transfer), np.asarray(picture, dtype=np.uint16))
    blue_first = np.ascontiguousarray(_FROM_BT_2020[::-1, ::-1])
    light_709 = cv2.transform(light, (blue_first * (_LEVELS - 1) / _BRIGHTEST).astype(np.float32))
    levels = np.clip(light_709, 0, _LEVELS - 1).astype(np.uint16)
    return np.asarray(np.take(_display_codes(), levels), dtype=np.uint8)


@cache
def _light(transfer: int) -> NDArray[np.float32]:
    """Light of each 16-bit code, 1 for a white sheet."""
    signal = np.arange(1 << 16) / (1 << 16)
    nits = pq_nits(signal) if transfer == PQ else hlg_nits(signal)
    return np.asarray(np.minimum(nits, _PEAK_NITS) / _WHITE_NITS, dtype=np.float32)


@cache
def _display_codes() -> NDArray[np.uint8]:
    """8-bit code of each level of light."""
    nits = np.linspace(0, _PEAK_NITS, _LEVELS)
    shown = _pressed(nits) / _WHITE_NITS
    return np.asarray(np.round(255 * np.clip(shown, 0, 1) ** (1 / 2.4)), dtype=np.uint8)


def pq_nits(signal: Array) -> Array:
    """Light of a PQ signal of 0 to 1, candela a square metre."""
    root = signal ** (1 / _PQ_M2)
    return np.asarray(10_000 * (np.maximum(root - _PQ_C1, 0) / (_PQ_C2 - _PQ_C3 * root)) ** (1 / _PQ_M1))


def pq_signal(nits: Array) -> Array:
    """Signal of a light, the other way round than `pq_nits`."""
    root = (np.maximum(nits, 0) / 10_000) ** _PQ_M1
    return np.asarray(((_PQ_C1 + _PQ_C2 * root) / (1 + _PQ_C3 * root)) ** _PQ_M2)


_PQ_M1, _PQ_M2 = 2610 / 16384, 128 * 2523 / 4096
_PQ_C1, _PQ_C2, _PQ_C3 = 3424 / 4096, 32 * 2413 / 4096, 32 * 2392 / 4096


def hlg_nits(signal: Array) -> Array:
    """Light of an HLG signal of 0 to 1 on a display of 1,000 candela a square metre."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    return np.asarray(_PEAK_NITS * scene**1.2)


def _pressed(nits: Array) -> Array:
    """Press light below that of a white sheet, smoothly from the knee on."""
    peak, white = pq_signal(np.array([_PEAK_NITS, _WHITE_NITS]))
    signal, most = pq_signal(nits) / peak, white / peak
    knee = 1.5 * most - 0.5
    t = (np.maximum(signal, knee) - knee) / (1 - knee)
    spline = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (-2 * t**3 + 3 * t**2) * most
    return pq_nits(np.where(signal < knee, signal, spline) * peak)
