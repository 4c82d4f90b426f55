"""Stored settings of every version: keys that were renamed, keys that are gone, and reading what holds them.

What a person types is strict (`formcheck.settings.files`); what a program has stored opens in every later version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

RENAMED: Mapping[str, str] = {
    "gates.seen_share": "gates.confident_share",
    "markers.band_above": "markers.belt_above",
    "markers.band_bend": "markers.belt_bend",
    "markers.band_length": "markers.belt_length",
    "markers.band_sd_deg": "markers.belt_sd_deg",
    "markers.band_thickness": "markers.belt_thickness",
    "pelvis.contour": "pelvis.learned",
    "pelvis.outline": "pelvis.use_learned",
    "pelvis.outline_every_s": "pelvis.learned_every_s",
    "pelvis.sure_sds": "pelvis.markers.sure_sds",
    "pelvis.view_sd_growth": "uncertainty.view_growth",
    "picture.farthest_between_looks": "picture.farthest_between_estimates",
    "picture.level": "picture.camera_roll",
    "picture.looks_fps": "picture.estimates_fps",
    "picture.photo_looks": "picture.photo_estimates",
    "validation.least_told": "validation.least_estimated",
}
"""Dotted names that a key or a table of settings had in an earlier version, each with its name of today."""

REPLACED: Mapping[str, tuple[str, float]] = {
    "gates.roll_degrade_deg": ("gates.roll_known_deg", 3),
    "gates.view_limbs_deg": ("gates.view_block_deg", 25),
    "gates.view_pelvis_deg": ("gates.view_judged_deg", 15),
    "joints.shoulder_gain": ("joints.shoulder_sine", 1.65),
    "joints.view_disagreement_deg": ("joints.view_unlike", 25),
}
"""Names of limits that have another default now, with the name of today and the default of then.

The default of then is nobody's choice: it stands in files because all settings were written there, and is left out.
"""

GONE: Mapping[str, str] = {"errors": "error.settings.errors_gone"}
"""Keys and tables that are no settings any more, each with the code of the sentence that tells whoever types them."""

Model = TypeVar("Model", bound=BaseModel)


def with_names_of_today(data: Mapping[str, Any], renamed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return settings with the names that their keys have now; a value under today's name is never replaced.

    Parameters
    ----------
    data
        As it was stored.
    renamed
        Old dotted names with those of today; `RENAMED` where None.

    Examples
    --------
    >>> with_names_of_today({"gates": {"tilt": 3}}, {"gates.tilt": "gates.roll"})
    {'gates': {'roll': 3}}
    """
    named: dict[str, Any] = _copy(data)
    for old, new in (RENAMED if renamed is None else renamed).items():
        found, value = _take(named, old.split("."))
        if found:
            _put(named, new.split("."), value)
    for old, (new, default_of_then) in REPLACED.items():
        found, value = _take(named, old.split("."))
        if found and value != default_of_then:
            _put(named, new.split("."), value)
    return named


def read_stored(model: type[Model], data: Mapping[str, Any], *, values: bool = True) -> tuple[Model, tuple[str, ...]]:
    """Read what an earlier or a later version has stored; what this one cannot use gets its default.

    Parameters
    ----------
    model
        Of settings, or of anything else that is stored and refuses unknown keys.
    data
        As it was stored, with the names of today.
    values
        Pass over values that cannot be any more, too, not only unknown keys.

    Returns
    -------
    tuple
        The model, and the dotted names of what was passed over.

    Raises
    ------
    ValueError
        Something is missing that has no default, or cannot be.
    """
    left = _copy(data)
    ignored: list[str] = []
    while True:
        try:
            return model.model_validate(left), tuple(sorted(ignored))
        except ValidationError as error:
            dropped = [name for each in error.errors() if (name := _drop(left, each, values))]
            if not dropped:
                raise
            ignored += dropped


def _drop(data: Any, error: ErrorDetails, values: bool) -> str:
    """Remove the key that an error is about; return its dotted name, empty where nothing is to be removed."""
    place = error["loc"]
    if error["type"] != "extra_forbidden":
        if not values or error["type"] == "missing":
            return ""
        place = _within_tables(data, place)
    if not place:
        return ""
    *tables, last = place
    table = data
    try:
        for key in tables:
            table = table[key]
    except (LookupError, TypeError):  # made by a validator of the model, not stored
        return ""
    if not isinstance(table, dict) or last not in table:
        return ""
    del table[last]
    return ".".join(map(str, place))


def _within_tables(data: Any, place: Sequence[int | str]) -> tuple[int | str, ...]:
    """Return the part of a place that leads through tables: an element of a list goes with its whole list."""
    keys: list[int | str] = []
    for key in place:
        if not isinstance(data, dict) or key not in data:
            break
        keys.append(key)
        data = data[key]
    return tuple(keys)


def _copy(data: Any) -> Any:
    """Copy tables and lists at any depth; what they hold stays the same."""
    if isinstance(data, Mapping):
        return {key: _copy(value) for key, value in data.items()}
    return [_copy(value) for value in data] if isinstance(data, list) else data


def _take(data: Any, path: Sequence[str]) -> tuple[bool, Any]:
    """Remove a key; return whether it was there, and its value."""
    *tables, last = path
    for name in tables:
        data = data.get(name) if isinstance(data, dict) else None
    if not isinstance(data, dict) or last not in data:
        return False, None
    return True, data.pop(last)


def _put(data: Any, path: Sequence[str], value: Any) -> None:
    """Set a key where it is not set yet; of two tables the keys of both are kept."""
    *tables, last = path
    for name in tables:
        data = data.setdefault(name, {})
        if not isinstance(data, dict):
            return
    if isinstance(value, dict) and isinstance(data.get(last), dict):
        data[last] = {**value, **data[last]}
    else:
        data.setdefault(last, value)
