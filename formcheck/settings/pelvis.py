"""The pelvic tilt: when it is believed, and its bands."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from formcheck.settings.section import Range, Section


class TuckBands(Section):
    """Bands of the tuck: change of the pelvic tilt from the own neutral, posterior positive. These are for stickers."""

    tucked_deg: float = Field(default=4, gt=0, description="from here on tucked (target), degrees")
    own_share: float = Field(
        default=0.5, ge=0, le=1, description="or from this share of the own largest tuck on, where that is more"
    )
    lost_deg: float = Field(default=2, description="once tucked, below this the tuck is lost (red), degrees")
    arched_deg: float = Field(default=-3, lt=0, description="below this arching (red), degrees")
    sure_sds: float = Field(default=2.5, ge=0, description="tucked only where the change is this many times its sd")
    arched_sure_sds: float = Field(default=2.5, ge=0, description="likewise arching")
    hysteresis_deg: float = Field(default=1.5, ge=0, description="a word is left only this far past its edge, degrees")
    lost_dwell_s: float = Field(default=1.5, ge=0, description="seconds of a lost tuck before it counts as a fault")
    arched_dwell_s: float = Field(default=1.0, ge=0, description="seconds of arching before it counts as a fault")


class LearnedTuckBands(TuckBands):
    """Bands of the tuck from the outline where no own range is known: tucked or arching, never lost.

    For arching surer and farther, because loose cloth stays bunched up after an arch and reads as one.
    """

    tucked_deg: float = Field(default=3, gt=0, description="from here on tucked (target), degrees [C]")
    sure_sds: float = Field(
        default=1.64, ge=0, description="tucked only where the change is this many times its sd [C]"
    )
    arched_sure_sds: float = Field(default=2.0, ge=0, description="likewise arching [C]")
    own_share: float = Field(default=0, ge=0, le=1, description="share of the own largest tuck (not used)")
    lost_deg: float = Field(default=-math.inf, description="a tuck is not called lost from the outline, degrees")
    arched_deg: float = Field(default=-5, lt=0, description="below this arching (red), degrees")
    arched_dwell_s: float = Field(default=1.5, ge=0, description="seconds of arching before it counts as a fault")


class Calibration(Section):
    """The run that shows the own range in live practice: relax, tuck, relax, tuck, relax, led by what is observed."""

    rounds: int = Field(default=2, ge=1, description="how often a tuck is asked for")
    step_s: float = Field(default=3.5, gt=0, description="time for each, seconds; the program then goes on")
    react_s: float = Field(default=1.8, ge=0, description="of that, time to begin, in which nothing counts, seconds")
    longest_s: float = Field(default=6.0, gt=0, description="a tuck that is seen to grow gets so long, seconds [A]")
    moved_deg: float = Field(
        default=1.0, gt=0, description="a smaller change is no movement: still pelves wander by so much, degrees [C]"
    )
    moved_scatters: float = Field(
        default=3.0, ge=0, description="nor one smaller than this many times the scatter of the neutral [C]"
    )
    settled_s: float = Field(default=0.8, gt=0, description="a tuck has settled when it stays for so long, seconds [A]")
    keep_s: float = Field(
        default=1.5, ge=0, description="and is then kept for so long: it is said so meanwhile, seconds [A]"
    )
    notice_s: float = Field(default=6.0, ge=0, description="what came of it is said for this long, seconds")
    least_deg: float = Field(default=3, ge=0, description="a smaller largest tuck cannot be measured reliably, degrees")
    range_deg: Range = Field(default=(5, 15), description="the own largest tuck is taken to lie in here, degrees")


class OwnRange(Section):
    """The person's own range: shares of what they have shown, from the outline."""

    tucked: float = Field(default=0.5, description="tucked from this share of the own tuck on [C]")
    tucked_left: float = Field(default=0.35, description="and until it falls below this share [C]")
    arching: float = Field(default=0.45, description="arching from this share of the own arch on [C]")
    arching_left: float = Field(default=0.3, description="and until it falls below this share [C]")
    lost: float = Field(default=0.25, description="once tucked, below this share the tuck is lost [C]")
    lost_left: float = Field(default=0.4, description="and until it rises above this share [C]")
    lost_dwell_s: float = Field(default=1.5, ge=0, description="seconds of a lost tuck before it counts as a fault")
    arched_dwell_s: float = Field(default=1.0, ge=0, description="seconds of arching before it counts as a fault")
    arch_per_tuck: float = Field(
        default=1.6, gt=0, description="the own arch by the own tuck, where no arch was shown [C]; human maxima 1.3 [S]"
    )
    repeats: int = Field(default=2, ge=1, description="how many tucks make a range [C]")
    repeats_agree: float = Field(
        default=0.4, ge=0, le=1, description="repeats may differ by this share of the larger [C]"
    )
    least_d: float = Field(default=3.0, ge=0, description="the own tuck is at least this many times its scatter [C]")
    drift_share: float = Field(
        default=0.333, ge=0, description="a neutral that moves by more of the own tuck counts into the scatter [C]"
    )
    drift_counts: float = Field(
        default=0.5, ge=0, description="by this share: the zero is the neutral that it has come to [C]"
    )
    trunk_tuck_deg: float = Field(default=4.0, gt=0, description="largest change of the trunk from neutral to tuck [C]")
    trunk_per_tuck: float = Field(
        default=0.6,
        gt=0,
        description="and this share of the tuck: a rounded chest reads as a tuck of about the trunk's change [C]",
    )
    trunk_bare_deg: float = Field(
        default=0.8, ge=0, description="so little of the trunk is chance, whatever the tuck, degrees [C]"
    )
    trunk_arch_deg: float = Field(default=5.0, gt=0, description="likewise from arch to tuck, degrees [C]")
    median_s: float = Field(default=0.6, gt=0, description="a share is a median over this long, seconds [C]")
    scatter_bare: float = Field(
        default=0.2, ge=0, description="up to this scatter of a share the edges alone decide [C]"
    )
    sure_scatters: float = Field(default=1.64, ge=0, description="over it an edge is passed by this many of it [A]")
    find: bool = Field(default=True, description="look for a range in a recording where nobody has marked one")
    found_within_s: float = Field(
        default=45, gt=0, description="one that is found is complete so soon after the neutral, seconds [A]"
    )
    found_swing_s: float = Field(
        default=6, gt=0, description="its tucks and arches are held no longer than this: a longer one is a hold [A]"
    )
    found_limb_deg: float = Field(
        default=4.0, gt=0, description="rear thigh and front shin move by no more from its neutrals to its tucks [C]"
    )
    found_least_deg: float = Field(default=1.0, ge=0, description="its tucks are no smaller than this, degrees [C]")


class HoldTuckWords(Section):
    """What a review says of the tuck in a hold."""

    observed_share: float = Field(
        default=0.5, ge=0, le=1, description="observed for less of a hold: it could not be judged [A]"
    )
    kept_share: float = Field(
        default=0.8, ge=0, le=1, description="kept: tucked for so much of what was observed from the first tuck on [A]"
    )
    late_share: float = Field(
        default=0.5, ge=0, le=1, description="but not where the tuck began after so much of what was observed [A]"
    )
    never_s: float = Field(
        default=1.0, ge=0, description="tucked for less is never tucked, observed for less not judged, seconds [A]"
    )


class NeutralSwing(Section):
    """How far the outline may be read to move from a neutral: more, and only one way, is no neutral's.

    The mean largest tuck of people is 8.7°, the mean largest arch 11.4° [S]; the outline is read too small rather than
    too large, in drawn films at most as 10.1° and 11.6° [C].
    """

    tuck_most_deg: float = Field(default=14.0, gt=0, description="a longer way to the posterior side: it was arched")
    arch_most_deg: float = Field(default=17.0, gt=0, description="a longer way to the anterior side: it was tucked")
    other_way_deg: float = Field(default=3.0, gt=0, description="so far the other way, it moved both ways: believed")
    for_s: float = Field(default=1.0, gt=0, description="for so long in one piece, seconds [A]")


class Pelvis(Section):
    """When the pelvic tilt is believed and spoken of. Every change is against the own neutral."""

    use_learned: bool = Field(
        default=True, description="estimate from the outline of the low back, by the learned networks, without stickers"
    )
    most_deg: float = Field(default=20, gt=0, description="a larger change is no pelvis: it is not read, degrees")
    learned_every_s: float = Field(
        default=0.08, ge=0, description="the outline is looked at so often: neighbours tell hardly more, seconds"
    )
    fuse_s: float = Field(
        default=1.0, gt=0, description="readings of this long are taken together while still, seconds"
    )
    fuse_moving_s: float = Field(default=0.5, gt=0, description="likewise while the hips or the pelvis move, seconds")
    least_readings: int = Field(default=2, ge=1, description="fewer readings in that time are too few")
    fresh_s: float = Field(default=0.4, gt=0, description="without a reading for longer nothing is known, seconds")
    shared_error: float = Field(
        default=0.9, ge=0, le=1, description="share of a reading's error (variance) that its neighbours make too [C]"
    )
    trunk_leak: float = Field(
        default=0.4,
        ge=0,
        description="error that a leaning or rounded chest adds to the outline, degrees a degree of the trunk [C]",
    )
    trunk_reads_as: float = Field(
        default=0.7,
        ge=0,
        description="without an own range so much of the trunk's change the same way may be a rounded or opened chest "
        "and no tuck or arch: it is taken off, degrees a degree [C]",
    )
    trunk_bare_deg: float = Field(
        default=1.0, ge=0, description="but so little of the trunk's change is chance, degrees [C]"
    )
    neutral_readings: int = Field(default=5, ge=1, description="readings in the still kneel that make a neutral")
    drop_after_s: float = Field(
        default=1.5,
        ge=0,
        description="the next way of seeing takes over where a better one is lost for longer, seconds",
    )
    markers: TuckBands = Field(default=TuckBands(), description="bands where stickers or a belt are seen")
    learned: LearnedTuckBands = Field(
        default=LearnedTuckBands(), description="bands where the outline of the low back is all there is"
    )
    own_range: OwnRange = Field(
        default=OwnRange(), description="shares of the own range, where the person has shown it"
    )
    calibration: Calibration = Field(default=Calibration(), description="the own range, asked for in live practice")

    neutral_swing: NeutralSwing = Field(
        default=NeutralSwing(), description="from which neutral nobody's pelvis moves as it was read to move"
    )
    hold: HoldTuckWords = Field(default=HoldTuckWords(), description="what a review says of the tuck in a hold")

    def bands_of(self, source: Literal["markers", "contour"]) -> TuckBands:
        """Return the bands of the tuck where it is known from a source; ``contour`` is that of the learned networks."""
        return self.markers if source == "markers" else self.learned
