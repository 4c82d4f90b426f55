"""All settings together."""

from __future__ import annotations

from formcheck.settings.bands import Bands
from formcheck.settings.body import Filters, Gates, HalfKneeling, Hands, Joints, Stillness
from formcheck.settings.clinic import Errors, ReviewPage, Validation
from formcheck.settings.markers import Markers
from formcheck.settings.pelvis import Pelvis
from formcheck.settings.picture import AnnotatedVideo, Picture, Privacy
from formcheck.settings.practice import Coaching, Phases, Practice
from formcheck.settings.section import Section


class Settings(Section):
    """All settings."""

    bands: Bands = Bands()
    pelvis: Pelvis = Pelvis()
    half_kneeling: HalfKneeling = HalfKneeling()
    gates: Gates = Gates()
    joints: Joints = Joints()
    phases: Phases = Phases()
    stillness: Stillness = Stillness()
    hands: Hands = Hands()
    filters: Filters = Filters()
    coaching: Coaching = Coaching()
    practice: Practice = Practice()
    review_page: ReviewPage = ReviewPage()
    picture: Picture = Picture()
    annotated_video: AnnotatedVideo = AnnotatedVideo()
    markers: Markers = Markers()
    validation: Validation = Validation()
    errors: Errors = Errors()
    privacy: Privacy = Privacy()
