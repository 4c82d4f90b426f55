"""How well two ways of measuring agree, where each person was measured several times.

Limits of agreement as Bland and Altman (Stat Methods Med Res 1999, 8:135; J Biopharm Stat 2007, 17:571) take them for
several measurements of a person whose true value varies: the variance between persons and that within them are told
apart, so that twenty readings of one person do not pass for twenty people. Their confidence intervals are those of Zou
(Stat Methods Med Res 2013, 22:630). ICC(A,1) of McGraw and Wong (Psychol Methods 1996, 1:30) is absolute agreement.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.settings import Validation
from formcheck.settings.pelvis import OwnRange
from formcheck.system.extras import library

_LEVEL = 0.95
_Z = 1.959964


@dataclass(frozen=True)
class MeasuredPair:
    """One still posture measured both ways; changes from the person's own neutral, degrees, anterior positive.

    Attributes
    ----------
    person, video
        Who, and in which file.
    start_s, end_s
        When, seconds of the video.
    reference_deg, reference_sd_deg
        What the stickers or the instrument say; its standard deviation, NaN where not known.
    told_deg, told_sd_deg
        What formcheck says without them; NaN where it is silent.
    word
        What it said of the posture most of the time; empty where nothing.
    reference_share, told_share
        The tuck as a share of the person's own tuck by each, posterior positive: 0 the own neutral, 1 the own full
        tuck; NaN where no range of their own counts.
    neutral_start_s, neutral_end_s
        When the neutral was against which both are changes, seconds: one taken in a tuck is off in every posture.
    """

    person: str
    video: str
    start_s: float
    end_s: float
    reference_deg: float
    reference_sd_deg: float
    told_deg: float
    told_sd_deg: float
    word: str = ""
    reference_share: float = math.nan
    told_share: float = math.nan
    neutral_start_s: float = math.nan
    neutral_end_s: float = math.nan

    @property
    def told(self) -> bool:
        """Whether formcheck had a reading."""
        return math.isfinite(self.told_deg)

    @property
    def difference_deg(self) -> float:
        """What formcheck says more than the reference."""
        return self.told_deg - self.reference_deg


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % confidence interval; NaN where too few people were measured to know."""

    value: float
    low: float = math.nan
    high: float = math.nan


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    count: int
    of: int

    @property
    def share(self) -> float:
        """0-1; NaN of nothing."""
        return self.count / self.of if self.of else math.nan


@dataclass(frozen=True)
class ShareAgreement:
    """How well the shares of the own tuck agree, in films that begin with the own range.

    Attributes
    ----------
    persons, told
        How many people; of the postures that the reference has a share of, in how many formcheck has one.
    bias, lower, upper, sd
        Mean difference of formcheck and reference over people, 95 % limits of agreement, and the SD they are made of.
    mean_error
        Mean absolute difference.
    tucks
        Of the postures tucked by the reference (half of the own tuck), those that formcheck called "tucked".
    words
        Right ones of "tucked", "tuck lost" and "arching".
    """

    persons: int
    told: Share
    bias: Estimate
    sd: float
    lower: Estimate
    upper: Estimate
    mean_error: float
    tucks: Share
    words: Share


@dataclass(frozen=True)
class Agreement:
    """How well formcheck agrees with the reference; angles in degrees.

    Attributes
    ----------
    persons, told
        How many people; in how many of the postures formcheck had a reading.
    bias, lower, upper, sd_deg
        Mean difference of formcheck and reference over people, 95 % limits of agreement, and the SD they are made of.
    mean_error_deg
        Mean absolute difference.
    icc
        ICC(A,1).
    scale
        Slope of formcheck's changes over the reference's: 1 is the same size.
    direction
        Postures that both ways put on the same side of the neutral, of those the reference moved clearly.
    words
        Right ones of "tucked", "tuck lost" and "arching".
    within_one_sd, within_two_sds
        Differences inside one and two of their own standard deviations.
    shares
        The same of the shares of the own tuck; None where no posture has one both ways.
    """

    persons: int
    told: Share
    bias: Estimate
    sd_deg: float
    lower: Estimate
    upper: Estimate
    mean_error_deg: float
    icc: Estimate
    scale: Estimate
    direction: Share
    words: Share
    within_one_sd: Share
    within_two_sds: Share
    shares: ShareAgreement | None = None


def agreement(pairs: Sequence[MeasuredPair], settings: Validation, own: OwnRange | None = None) -> Agreement:
    """Compare all pairs.

    Parameters
    ----------
    pairs
        Every posture.
    settings
        What counts as clear, and as neither.
    own
        From which shares of the own range on something counts; the usual where None.

    Raises
    ------
    FormcheckError
        formcheck was silent in every one.
    """
    told = [pair for pair in pairs if pair.told]
    if not told:
        raise FormcheckError(message("error.validation.no_posture"))
    persons = sorted({pair.person for pair in told})
    by_person = [[pair for pair in told if pair.person == person] for person in persons]
    bias, sd_deg, lower, upper = limits([np.array([p.difference_deg for p in own]) for own in by_person])
    clear = [pair for pair in told if abs(pair.reference_deg) >= settings.clear_deg]
    said = [pair for pair in told if pair.word in _SIGNS]
    sds = [_combined_sd(pair) for pair in told]
    errors = [abs(pair.difference_deg) for pair in told]
    return Agreement(
        persons=len(persons),
        told=Share(len(told), len(pairs)),
        bias=bias,
        sd_deg=sd_deg,
        lower=lower,
        upper=upper,
        mean_error_deg=float(np.mean(errors)),
        icc=_resampled(by_person, icc, settings.resamples),
        scale=_resampled(by_person, scale, settings.resamples),
        direction=Share(sum(pair.told_deg * pair.reference_deg > 0 for pair in clear), len(clear)),
        words=Share(sum(_right(pair, settings) for pair in said), len(said)),
        within_one_sd=_within(errors, sds, 1),
        within_two_sds=_within(errors, sds, 2),
        shares=share_agreement(pairs, own or OwnRange()),
    )


def share_agreement(pairs: Sequence[MeasuredPair], own: OwnRange) -> ShareAgreement | None:
    """Compare the shares of the own tuck; None where no posture has one both ways.

    Parameters
    ----------
    pairs
        Every posture.
    own
        From which shares on something counts as tucked, lost or arching.
    """
    known = [pair for pair in pairs if math.isfinite(pair.reference_share)]
    both = [pair for pair in known if math.isfinite(pair.told_share)]
    if not both:
        return None
    persons = sorted({pair.person for pair in both})
    bias, sd, lower, upper = limits(
        [np.array([p.told_share - p.reference_share for p in both if p.person == person]) for person in persons]
    )
    tucked = [pair for pair in both if pair.reference_share >= own.tucked]
    said = [pair for pair in both if pair.word in _SIGNS]
    right = {
        "tucked": lambda share: share >= own.tucked_left,
        "tuck lost": lambda share: share < own.lost_left,
        "arching": lambda share: share <= -own.arching_left,
    }
    return ShareAgreement(
        persons=len(persons),
        told=Share(len(both), len(known)),
        bias=bias,
        sd=sd,
        lower=lower,
        upper=upper,
        mean_error=float(np.mean([abs(pair.told_share - pair.reference_share) for pair in both])),
        tucks=Share(sum(pair.word == "tucked" for pair in tucked), len(tucked)),
        words=Share(sum(right[pair.word](pair.reference_share) for pair in said), len(said)),
    )


def limits(
    by_person: Sequence[NDArray[np.float64]],
) -> tuple[Estimate, float, Estimate, Estimate]:
    """Return the bias, the SD and both 95 % limits of agreement of differences.

    Parameters
    ----------
    by_person
        For each person their differences, at least one; several may be more in one person than in another.

    Returns
    -------
    bias, sd, lower, upper
        Limits and intervals are NaN for fewer than three people, who say nothing of others.
    """
    means = np.array([own.mean() for own in by_person])
    n, bias = len(means), float(means.mean())
    if n < 3:
        return Estimate(bias), math.nan, Estimate(math.nan), Estimate(math.nan)
    counts = np.array([len(own) for own in by_person])
    more = int(counts.sum()) - n
    within = sum(float(((own - own.mean()) ** 2).sum()) for own in by_person) / more if more else 0.0
    # A mean of m has lost all but 1/m of the variance within a person: the rest is added again.
    between, lost = float(means.var(ddof=1)), (1 - float(np.mean(1 / counts))) * within
    total = between + lost
    low_tail, high_tail = (1 - _LEVEL) / 2, (1 + _LEVEL) / 2
    down = between * (1 - (n - 1) / chi_squared(high_tail, n - 1))
    up = between * ((n - 1) / chi_squared(low_tail, n - 1) - 1)
    if more:
        down = math.hypot(down, lost * (1 - more / chi_squared(high_tail, more)))
        up = math.hypot(up, lost * (more / chi_squared(low_tail, more) - 1))
    sd = math.sqrt(total)
    narrower, wider = sd - math.sqrt(max(total - down, 0.0)), math.sqrt(total + up) - sd
    of_bias = student(high_tail, n - 1) * math.sqrt(between / n)
    inwards, outwards = math.hypot(of_bias, _Z * narrower), math.hypot(of_bias, _Z * wider)
    lower, upper = bias - _Z * sd, bias + _Z * sd
    return (
        Estimate(bias, bias - of_bias, bias + of_bias),
        sd,
        Estimate(lower, lower - outwards, lower + inwards),
        Estimate(upper, upper - inwards, upper + outwards),
    )


def icc(pairs: Sequence[MeasuredPair]) -> float:
    """ICC(A,1), two ways, absolute agreement; NaN for fewer than two pairs or where nothing varies."""
    if len(pairs) < 2:
        return math.nan
    both = np.array([(pair.reference_deg, pair.told_deg) for pair in pairs])
    n, k = both.shape
    rows, columns, grand = both.mean(axis=1), both.mean(axis=0), both.mean()
    of_rows = k * ((rows - grand) ** 2).sum() / (n - 1)
    of_columns = n * ((columns - grand) ** 2).sum() / (k - 1)
    rest = ((both - rows[:, None] - columns + grand) ** 2).sum() / ((n - 1) * (k - 1))
    under = of_rows + (k - 1) * rest + k * (of_columns - rest) / n
    return float((of_rows - rest) / under) if under > 0 else math.nan


def scale(pairs: Sequence[MeasuredPair]) -> float:
    """Slope of formcheck over the reference; NaN where the reference does not vary."""
    reference, told = (np.array([getattr(pair, name) for pair in pairs]) for name in ("reference_deg", "told_deg"))
    off = reference - reference.mean()
    return float(off @ told / (off @ off)) if off @ off > 0 else math.nan


_SIGNS = {"tucked": -1, "tuck lost": 1, "arching": 1}


def _right(pair: MeasuredPair, settings: Validation) -> bool:
    """Whether a word was right: a lost tuck is one that is not there, the others need a change their way."""
    if pair.word == "tuck lost":
        return pair.reference_deg > -settings.clear_deg
    return pair.reference_deg * _SIGNS[pair.word] >= settings.neither_deg


def _combined_sd(pair: MeasuredPair) -> float:
    return math.hypot(pair.told_sd_deg, 0.0 if math.isnan(pair.reference_sd_deg) else pair.reference_sd_deg)


def _within(errors: Sequence[float], sds: Sequence[float], times: float) -> Share:
    return Share(sum(error <= times * sd for error, sd in zip(errors, sds, strict=True)), len(errors))


def _resampled(
    by_person: Sequence[Sequence[MeasuredPair]], figure: Callable[[Sequence[MeasuredPair]], float], resamples: int
) -> Estimate:
    """Give a figure its interval by drawing the people again, with all their pairs; the same draws each time."""
    value = figure([pair for own in by_person for pair in own])
    if len(by_person) < 3:
        return Estimate(value)
    rng, found = np.random.default_rng(0), []
    for _ in range(resamples):
        drawn = rng.integers(len(by_person), size=len(by_person))
        found.append(figure([pair for i in drawn for pair in by_person[i]]))
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return Estimate(value, float(low), float(high))


_stats = library("scipy.stats", "validation")


def chi_squared(share: float, freedom: int) -> float:
    """Value below which a chi-squared variable with N degrees of freedom lies with a probability."""
    return float(_stats.chi2.ppf(share, freedom))


def student(share: float, freedom: int) -> float:
    """Return the same for Student's t."""
    return float(_stats.t.ppf(share, freedom))
