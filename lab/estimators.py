"""Which pose network a benchmark looks with: MediaPipe's by its name or file, any other as ``module:function``.

The function is a `formcheck.pose.estimator.OpenEstimator`. So another network is compared with MediaPipe's on the same
clips by one option: ``python -m lab.accuracy --model my_network:open_it``.
"""

from __future__ import annotations

import hashlib
import re
from importlib import import_module
from pathlib import Path

from formcheck.pose.estimator import OpenEstimator
from formcheck.pose.weights import find_model

_FUNCTION = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


def estimator_of(model: str) -> OpenEstimator | None:
    """Return what opens another network; None where one of MediaPipe's is meant."""
    if not _FUNCTION.fullmatch(model):
        return None
    module, name = model.split(":")
    opened: OpenEstimator = getattr(import_module(module), name)
    return opened


def short_name(model: str) -> str:
    """Return a name that can be part of a path."""
    return model.replace(":", ".") if estimator_of(model) else Path(model).stem


def fingerprint(model: str) -> bytes:
    """Return what changes with the network: of MediaPipe's the file, of another the file of its module."""
    opened = estimator_of(model)
    file = find_model(model) if opened is None else Path(import_module(model.split(":")[0]).__file__ or "")
    return hashlib.sha256(file.read_bytes()).digest()
