"""The accuracy benchmark as Markdown."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import numpy as np

from formcheck.error_figures import LimbError, LimbErrors
from formcheck.results.borderline import own_growth
from lab.clip_score import ANSWERERS, PROJECTED, QUANTITIES, ClipScore
from lab.draws import NEGATIVES
from lab.scoring import Array

GOAL_VIEW_DEG = 15.0
GOAL_ROLL_DEG = 3.0
"""The goals hold up to this view off the side and this roll of the camera."""
HIGH_M = 0.9
"""A camera above stands high."""
GOAL_MEAN_DEG = {"front_knee_deg": 2.5, "front_shin_deg": 2.0, "rear_thigh_deg": 2.0, "trunk_deg": 2.0}
GOAL_LEGS, GOAL_VIEW_ERROR_DEG, GOAL_RECOGNISED, GOAL_FALSE = 0.002, 5.0, 0.98, 0.01
VIEW_EDGES = (5, 10, 15, 20, 25, 35)
UNSEEN = "–"
SDS_95 = 1.96


def common_errors(clips: Sequence[ClipScore], quantity: str) -> dict[str, Array]:
    """Errors of both answerers, and of the true points, in the frames where both answered, degrees."""
    names = (*ANSWERERS, PROJECTED)
    rows = [np.array([clip.errors_deg[name][quantity] for name in names]) for clip in clips]
    table = np.concatenate(rows, axis=1) if rows else np.empty((len(names), 0))
    table = table[:, np.isfinite(table).all(axis=0)]
    return dict(zip(names, table, strict=True))


def share(flags: Sequence[Array]) -> float:
    """Mean of 0 and 1 over all clips, NaN left out; NaN where there is nothing."""
    every = np.concatenate(flags) if flags else np.empty(0)
    every = every[np.isfinite(every)]
    return float(every.mean()) if len(every) else float("nan")


def counts_for_goals(clip: ClipScore) -> bool:
    """Whether the goals hold for the view of a clip."""
    return abs(clip.view_deg) <= GOAL_VIEW_DEG and abs(clip.roll_deg) <= GOAL_ROLL_DEG


def table(clips: Sequence[ClipScore], about: str) -> str:
    """Write the whole report."""
    within = [clip for clip in clips if counts_for_goals(clip)]
    parts = [
        "# Accuracy",
        about,
        _goals(within, clips),
        "## Errors, view up to 15° off the side",
        "`true points`: the joints where they are in the picture, level; what is left is perspective.",
        _errors(within),
        "## Mean error by view, clothes and leg",
        "formcheck, in brackets plain MediaPipe and the true points; frames in which both answered.",
        _groups(clips),
        "## How honest the stated uncertainty is",
        "Share of the errors within two standard deviations, which are those of the first line above, grown as far as "
        "formcheck said: 95 % would be right.",
        _sureness(clips),
        "## What was not judged",
        _blanks(clips),
        "## Faults",
        _faults(clips),
        "## Other positions",
        _negatives(clips),
    ]
    return "\n\n".join(parts) + "\n"


def limb_figures(clips: Sequence[ClipScore], model: str) -> LimbErrors:
    """Return the errors that settings and reports tell: formcheck's, where the goals hold; see `table`."""
    within = [clip for clip in clips if counts_for_goals(clip) and clip.kneels.any()]
    errors = {quantity: common_errors(within, quantity)["formcheck"] for quantity in QUANTITIES}
    return LimbErrors(
        clips=len(within),
        model=model,
        view_deg=GOAL_VIEW_DEG,
        errors={
            quantity: LimbError(
                mean_deg=round(_mean(e), 1),
                bias_deg=round(float(e.mean()), 1),
                within_95_deg=round(float(np.percentile(np.abs(e), 95)), 1),
            )
            for quantity, e in errors.items()
            if len(e)
        },
    )


def _goals(within: Sequence[ClipScore], clips: Sequence[ClipScore]) -> str:
    lines = [
        "| goal (view up to 15° off, roll up to 3°) | wanted | formcheck | plain MediaPipe | |",
        "|---|---|---|---|---|",
    ]

    def add(what: str, wanted: str, got: str, bare: str, reached: bool) -> None:
        lines.append(f"| {what} | {wanted} | {got} | {bare} | {'reached' if reached else '**missed**'} |")

    for quantity, goal in GOAL_MEAN_DEG.items():
        mean = {name: _mean(values) for name, values in common_errors(within, quantity).items()}
        add(f"`{quantity}`", f"≤ {goal}°", _deg(mean["formcheck"]), _deg(mean["plain"]), mean["formcheck"] <= goal)
        worst, where = _worst(within, "formcheck", quantity)
        worst_bare, _ = _worst(within, "plain", quantity)
        add(f"its worst clip ({where})", f"≤ {2 * goal}°", _deg(worst), _deg(worst_bare), worst <= 2 * goal)
    for what, some in (
        ("legs wrong", within),
        ("legs wrong, 15-20° from behind", [c for c in clips if -20 <= c.view_deg <= -15]),
    ):
        wrong = {name: share([clip.legs_wrong[name] for clip in some]) for name in ANSWERERS}
        if some:
            got, bare = (_percent(wrong[name]) for name in ANSWERERS)
            add(what, "≤ 0.2 %", got, bare, wrong["formcheck"] <= GOAL_LEGS)
    view = _known([np.abs(clip.view_error_deg) for clip in within])
    if len(view):
        p95 = float(np.percentile(view, 95))
        add(
            "view angle, 95 % within",
            "≤ 5°",
            f"{_deg(p95)} (mean {view.mean():.1f}°)",
            UNSEEN,
            p95 <= GOAL_VIEW_ERROR_DEG,
        )
    scored = [clip.faults for clip in within if clip.kind not in (*NEGATIVES, "kneeling")]
    found, every = sum(len(f.in_time) for f in scored), sum(len(f.in_time + f.late + f.missed) for f in scored)
    add("scripted faults found in time", "all", f"{found} of {every}", UNSEEN, found == every)
    calm = [clip for clip in within if clip.kind in ("good", "swaying") or clip.name.startswith("good")]
    bad = sum(len(clip.faults.invented) for clip in calm)
    add(f"faults invented in {len(calm)} good and swaying clips", "none", str(bad), UNSEEN, bad == 0)
    kneel = share([np.where(clip.kneels, clip.recognised.astype(float), np.nan) for clip in within])
    add("half-kneeling recognised", "≥ 98 %", _percent(kneel), UNSEEN, kneel >= GOAL_RECOGNISED)
    false = share([np.where(clip.not_kneeling, clip.judged.astype(float), np.nan) for clip in clips])
    if np.isfinite(false):
        add("other positions judged (any view)", "≤ 1 %", _percent(false), UNSEEN, false <= GOAL_FALSE)
    return "\n".join(lines)


def _errors(clips: Sequence[ClipScore]) -> str:
    lines = [
        "| quantity | who | mean error | bias | 95 % within | worst clip | not answered |",
        "|---|---|---|---|---|---|---|",
    ]
    for quantity in QUANTITIES:
        errors = common_errors(clips, quantity)
        for name in errors:
            e, (worst, where) = errors[name], _worst(clips, name, quantity)
            if not len(e):
                continue
            blank = share([np.where(c.kneels, np.isnan(c.errors_deg[name][quantity]), np.nan) for c in clips])
            lines.append(
                f"| `{quantity}` | {name} | {_mean(e):.1f}° | {e.mean():+.1f}° | {np.percentile(np.abs(e), 95):.1f}° | "
                f"{_deg(worst)} ({where}) | {_percent(blank)} |"
            )
    return "\n".join(lines)


def _sureness(clips: Sequence[ClipScore]) -> str:
    """Write which share of the errors lies within two of the standard deviations that formcheck gives them."""
    within = [clip for clip in clips if counts_for_goals(clip) and clip.kneels.any()]
    edges = (0.0, GOAL_VIEW_DEG, 25.0, 35.0)
    titles = [f"{low:g}-{high:g}°" for low, high in itertools.pairwise(edges)]
    lines = [f"| quantity | {' | '.join(titles)} |", "|---" * (len(titles) + 1) + "|"]
    for quantity in QUANTITIES:
        usual = common_errors(within, quantity)["formcheck"]
        sd_deg = float(np.percentile(np.abs(usual), 95)) / SDS_95 if len(usual) else float("nan")
        cells = []
        for low, high in itertools.pairwise(edges):
            some = [c for c in clips if (low < abs(c.view_deg) <= high or abs(c.view_deg) == low == 0.0)]
            inside = [_inside(c, quantity, sd_deg) for c in some if len(c.sd_growth) == len(c.kneels)]
            cells.append(_percent(share(inside)))
        lines.append(f"| `{quantity}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def _inside(clip: ClipScore, quantity: str, sd_deg: float) -> Array:
    """Tell where an error lies within two standard deviations, shape (frames,): 1 or 0, NaN where there is none."""
    error = np.abs(clip.errors_deg["formcheck"][quantity])
    allowed = 2 * sd_deg * np.array([own_growth(quantity, growth) for growth in clip.sd_growth])
    return np.where(np.isfinite(error) & np.isfinite(allowed), (error <= allowed).astype(float), np.nan)


def view_range(view_deg: float, signed: bool = True) -> str:
    """Name the range a view off the side lies in, its upper edge included."""
    size = abs(view_deg)
    low, high = next(pair for pair in itertools.pairwise((0, *VIEW_EDGES)) if size <= pair[1])
    side = "" if not signed or not low else " ahead" if view_deg > 0 else " behind"
    return f"{low}-{high}°{side}"


def groups(clips: Sequence[ClipScore]) -> dict[str, list[ClipScore]]:
    """Sort the clips in which somebody half-kneels: by view; within the goals also by leg, clothes, camera height."""
    kneeling = [clip for clip in clips if clip.kneels.any()]
    found: dict[str, list[ClipScore]] = {}
    for clip in sorted(kneeling, key=lambda clip: (clip.view_deg < -VIEW_EDGES[0], abs(clip.view_deg))):
        found.setdefault(f"view {view_range(clip.view_deg)}", []).append(clip)
    within = [clip for clip in kneeling if counts_for_goals(clip)]
    found["near leg kneels"] = [clip for clip in within if clip.near]
    found["far leg kneels"] = [clip for clip in within if clip.near is False]
    found["tight clothes"] = [clip for clip in within if clip.loose is False]
    found["loose clothes"] = [clip for clip in within if clip.loose]
    found[f"camera up to {HIGH_M} m high"] = [clip for clip in within if clip.height_m <= HIGH_M]
    found[f"camera above {HIGH_M} m"] = [clip for clip in within if clip.height_m > HIGH_M]
    return {title: some for title, some in found.items() if some}


def _groups(clips: Sequence[ClipScore]) -> str:
    names = [quantity.removesuffix("_deg") for quantity in QUANTITIES]
    lines = [
        f"| group | clips | {' | '.join(names)} | legs wrong | recognised | view error |",
        "|---" * (len(names) + 5) + "|",
    ]
    for title, some in groups(clips).items():
        cells = []
        for quantity in QUANTITIES:
            e = common_errors(some, quantity)
            told, bare, true = (_mean(errors) for errors in e.values())
            cells.append(f"{told:.1f}° ({bare:.1f}°, {true:.1f}°)" if len(e["plain"]) else UNSEEN)
        legs = [_percent(share([clip.legs_wrong[name] for clip in some])) for name in ANSWERERS]
        kneel = share([np.where(clip.kneels, clip.recognised.astype(float), np.nan) for clip in some])
        view = _known([np.abs(clip.view_error_deg) for clip in some])
        lines.append(
            f"| {title} | {len(some)} | {' | '.join(cells)} | {legs[0]} ({legs[1]}) | {_percent(kneel)} | "
            f"{_deg(_mean(view))} |"
        )
    return "\n".join(lines)


def _blanks(clips: Sequence[ClipScore]) -> str:
    lines = ["| view off the side | frames without a front knee | why |", "|---|---|---|"]
    found: dict[str, Counter[str]] = {}
    for clip in sorted(clips, key=lambda clip: abs(clip.view_deg)):
        seen = [reason for reason, kneels in zip(clip.blank_reasons, clip.kneels, strict=True) if kneels]
        found.setdefault(view_range(clip.view_deg, signed=False), Counter()).update(seen)
    for title, reasons in found.items():
        total = reasons.total()
        if not total:
            continue
        why = [f"{_percent(n / total)} {reason}" for reason, n in reasons.most_common(5) if reason]
        lines.append(f"| {title} | {_percent(1 - reasons[''] / total)} | {'; '.join(why) or UNSEEN} |")
    return "\n".join(lines)


def _faults(clips: Sequence[ClipScore]) -> str:
    lines = [
        "| clips | view | in time | late | missed | invented | median delay |",
        "|---|---|---|---|---|---|---|",
    ]
    kinds = [kind for kind in dict.fromkeys(clip.kind for clip in clips) if kind not in NEGATIVES]
    for kind in kinds:
        for view, some in (
            ("≤ 15°", [c for c in clips if c.kind == kind and abs(c.view_deg) <= GOAL_VIEW_DEG]),
            ("15-25°", [c for c in clips if c.kind == kind and GOAL_VIEW_DEG < abs(c.view_deg) <= 25]),
        ):
            if not some:
                continue
            scores = [c.faults for c in some]
            delays = [d for f in scores for d in f.delays_s]
            named = Counter(f"{name} in {c.name}" for c in some for name in c.faults.missed + c.faults.late)
            invented = Counter(f"{name} in {c.name}" for c in some for name in c.faults.invented)
            lines.append(
                f"| {len(some)} {kind} | {view} | {sum(len(f.in_time) for f in scores)} | "
                f"{sum(len(f.late) for f in scores)} | {sum(len(f.missed) for f in scores)}{_listed(named)} | "
                f"{sum(len(f.invented) for f in scores)}{_listed(invented)} | "
                f"{f'{np.median(delays):.2f} s' if delays else UNSEEN} |"
            )
    return "\n".join(lines)


def _negatives(clips: Sequence[ClipScore]) -> str:
    lines = ["| position | clips | frames judged | frames with a fault of the limbs |", "|---|---|---|---|"]
    for kind in NEGATIVES:
        some = [clip for clip in clips if clip.kind == kind]
        if not some:
            continue
        judged = share([np.where(c.not_kneeling, c.judged.astype(float), np.nan) for c in some])
        faults = share([np.where(c.not_kneeling, c.invented_frames.astype(float), np.nan) for c in some])
        lines.append(f"| {kind.replace('_', ' ')} | {len(some)} | {_percent(judged)} | {_percent(faults)} |")
    return "\n".join(lines) if len(lines) > 2 else "No such clip."


def _worst(clips: Sequence[ClipScore], answerer: str, quantity: str) -> tuple[float, str]:
    means = [(clip.mean_error_deg(answerer, quantity), clip.name) for clip in clips]
    return max((pair for pair in means if np.isfinite(pair[0])), default=(float("nan"), UNSEEN))


def _known(values: Sequence[Array]) -> Array:
    every = np.concatenate(values) if values else np.empty(0)
    return every[np.isfinite(every)]


def _mean(errors: Array) -> float:
    return float(np.abs(errors).mean()) if len(errors) else float("nan")


def _deg(value: float) -> str:
    return f"{value:.1f}°" if np.isfinite(value) else UNSEEN


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %" if np.isfinite(value) else UNSEEN


def _listed(counts: Counter[str]) -> str:
    return f" ({', '.join(counts)})" if counts else ""
