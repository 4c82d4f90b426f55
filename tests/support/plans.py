"""Plans for home, made and signed, and the practice that comes back: for the tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import cv2
import numpy as np
import segno

from formcheck.lunge.legs import SIDES
from formcheck.results.home.done import PracticeFile
from formcheck.results.home.plan import Plan
from formcheck.results.home.signed import SignedPlan, new_key, sign
from formcheck.results.practice import PartDone, PracticeDone

KEY = new_key()
"""The secret key of the tests' clinic."""
ID = "0a1b2c3d"


def plan(**values: Any) -> Plan:
    """A plan that is valid today, with other values where they are given."""
    today = datetime.now().astimezone().date()
    usual: dict[str, Any] = {
        "id": ID,
        "patient": "P017",
        "clinic": "Clinic North",
        "made_at": datetime(2026, 3, 1, 9, tzinfo=UTC),
        "valid_from": today - timedelta(days=7),
        "valid_until": today + timedelta(days=30),
        "days_a_week": 4,
        "hold_s": 30,
        "sets": 2,
    }
    return Plan(**usual | values)


def signed(key: bytes = KEY, **values: Any) -> SignedPlan:
    """The same, signed."""
    return sign(plan(**values), key)


def practised(day: date, hour: int = 12, good_s: float = 25.0, **values: Any) -> PracticeDone:
    """A practice of one hold on each side."""
    held_s = good_s + 3
    parts = [PartDone(side=side, target_s=30, good_s=good_s, held_s=held_s, tucked_s=good_s) for side in SIDES]
    began = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    usual: dict[str, Any] = {"started_at": began, "parts": parts, "plan": ID}
    return PracticeDone(**usual | values)


def came_back(*practices: PracticeDone, **values: Any) -> PracticeFile:
    """What a patient gives back."""
    usual: dict[str, Any] = {"patient": "P017", "plan": ID, "consent_at": datetime(2026, 3, 30, 9, tzinfo=UTC)}
    return PracticeFile(**usual | {"practices": list(practices)} | values)


def code_picture(text: str, square_px: int = 4) -> np.ndarray:
    """A QR code as a picture."""
    rows = np.array([[0 if cell else 255 for cell in row] for row in segno.make(text, error="m", micro=False).matrix])
    framed = np.pad(rows, 4, constant_values=255).astype(np.uint8)
    grey = framed.repeat(square_px, 0).repeat(square_px, 1)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)


def photographed(text: str, size_px: tuple[int, int] = (1280, 720), turn_deg: float = 8.0) -> np.ndarray:
    """A QR code on a sheet that somebody holds before a camera: turned a little, blurred, with the camera's grain."""
    width, height = size_px
    code = code_picture(text)
    scale = 0.72 * height / code.shape[0]
    move = cv2.getRotationMatrix2D((code.shape[1] / 2, code.shape[0] / 2), turn_deg, scale)
    move[:, 2] += [(width - code.shape[1]) / 2, (height - code.shape[0]) / 2]
    room = cv2.warpAffine(code, move, size_px, flags=cv2.INTER_AREA, borderValue=(150, 160, 165))
    noise = np.random.default_rng(0).normal(0, 6, room.shape)
    return np.clip(cv2.GaussianBlur(room, (0, 0), 0.8) * 0.8 + 20 + noise, 0, 255).astype(np.uint8)


def jpeg(image: np.ndarray) -> bytes:
    """A picture as a JPEG."""
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
