"""Quantiles of two distributions, out of scipy, which only a validation needs."""

from __future__ import annotations

from formcheck.system.extras import library

_stats = library("scipy.stats", "validation")


def chi_squared(share: float, freedom: int) -> float:
    """Value below which a chi-squared variable with so many degrees of freedom lies with a probability."""
    return float(_stats.chi2.ppf(share, freedom))


def student(share: float, freedom: int) -> float:
    """Return the same for Student's t."""
    return float(_stats.t.ppf(share, freedom))
