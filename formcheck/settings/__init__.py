"""Every threshold of formcheck, with its unit and its meaning, in one place.

The defaults here are those of the project's measurement specification. A patient's own targets are a TOML file
laid over them (`load_settings`); a key that does not exist is refused by name. `formcheck settings` prints them all.

Evidence marks in the descriptions: [S] a published source, [C] computed from geometry, [A] an assumption.
"""

from formcheck.settings.bands import BandLimits, Bands
from formcheck.settings.body import Filters, Gates, HalfKneeling, Hands, Joints, Stillness, Uncertainty
from formcheck.settings.clinic import ReviewPage, Validation
from formcheck.settings.files import (
    SettingsError,
    StoredSettings,
    changed_toml,
    load_settings,
    parse_settings,
    settings_toml,
    stored_settings,
    with_marker_colour,
)
from formcheck.settings.markers import MarkerColour, Markers
from formcheck.settings.pelvis import Calibration, LearnedTuckBands, Pelvis, TuckBands
from formcheck.settings.picture import AnnotatedVideo, CameraRoll, Picture, Privacy
from formcheck.settings.practice import Coaching, Phases, Practice
from formcheck.settings.section import Range, Section
from formcheck.settings.whole import JudgingSettings, Settings

__all__ = [
    "AnnotatedVideo",
    "BandLimits",
    "Bands",
    "Calibration",
    "CameraRoll",
    "Coaching",
    "Filters",
    "Gates",
    "HalfKneeling",
    "Hands",
    "Joints",
    "JudgingSettings",
    "LearnedTuckBands",
    "MarkerColour",
    "Markers",
    "Pelvis",
    "Phases",
    "Picture",
    "Practice",
    "Privacy",
    "Range",
    "ReviewPage",
    "Section",
    "Settings",
    "SettingsError",
    "Stillness",
    "StoredSettings",
    "TuckBands",
    "Uncertainty",
    "Validation",
    "changed_toml",
    "load_settings",
    "parse_settings",
    "settings_toml",
    "stored_settings",
    "with_marker_colour",
]
