"""All settings together, and those of them that a result depends on."""

from __future__ import annotations

from formcheck.settings.bands import Bands
from formcheck.settings.body import Filters, Gates, HalfKneeling, Hands, Joints, Stillness, Uncertainty
from formcheck.settings.clinic import ReviewPage, Validation
from formcheck.settings.markers import Markers
from formcheck.settings.pelvis import Pelvis
from formcheck.settings.picture import AnnotatedVideo, Picture, Privacy
from formcheck.settings.practice import Coaching, Phases, Practice
from formcheck.settings.section import Section


class JudgingSettings(Section):
    """What changes a result: kept in the summary, and compared to decide whether a file is judged already.

    The look of the annotated video and of a blurred face are among them, for they change files of the results.
    """

    bands: Bands = Bands()
    pelvis: Pelvis = Pelvis()
    half_kneeling: HalfKneeling = HalfKneeling()
    gates: Gates = Gates()
    uncertainty: Uncertainty = Uncertainty()
    joints: Joints = Joints()
    phases: Phases = Phases()
    stillness: Stillness = Stillness()
    hands: Hands = Hands()
    filters: Filters = Filters()
    coaching: Coaching = Coaching()
    picture: Picture = Picture()
    annotated_video: AnnotatedVideo = AnnotatedVideo()
    markers: Markers = Markers()
    privacy: Privacy = Privacy()

    @property
    def judging(self) -> JudgingSettings:
        """These settings without any that no result depends on."""
        return JudgingSettings(**{name: getattr(self, name) for name in JudgingSettings.model_fields})


class Settings(JudgingSettings):
    """All that can be set: what changes a result, and the limits of the pages and of a validation."""

    practice: Practice = Practice()
    review_page: ReviewPage = ReviewPage()
    validation: Validation = Validation()
