"""`fhir.json`: the review as a bundle of FHIR R4, for a clinic's own records.

One DiagnosticReport with the PDF of the report, where there is one, and an Observation for each measure of each side,
with units of UCUM. The patient is referred to by the code alone. The report is preliminary: a program has made it, and
who signs it makes it final. LOINC has a term for the kind of document, and the report carries it. It has none for what
is measured: its ranges of motion of hip and knee are the end of a movement that was asked for, and here a position in a
stretch is read in passing. So those codes are formcheck's own, and none is guessed.
"""

from __future__ import annotations

import base64
import json
import math
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from formcheck.lunge.targets import targets
from formcheck.messages.catalogue import Catalogue, catalogue
from formcheck.messages.message import Message, message
from formcheck.messages.names import quantity_name, side_name
from formcheck.records import Side
from formcheck.results.borderline import error_sd_deg
from formcheck.results.series import SD_GROWTH, TILT_SD, Series
from formcheck.results.stored import StoredReview
from formcheck.results.summary import Summary, stored_message
from formcheck.settings import BandLimits
from formcheck.system.outputs import write_text

CODES = "urn:formcheck:measure"
PATIENTS = "urn:formcheck:patient-code"
_UCUM = "http://unitsofmeasure.org"
_EXAM = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "exam"}
_STRETCH = "half-kneeling-hip-flexor-stretch"
_FINDINGS = {"system": "http://loinc.org", "code": "29545-1"}
"""The kind of document, in LOINC "Physical findings note": findings observed on a patient (class H&P.PX)."""


def write_fhir(stored: StoredReview, folder: Path, height_m: float | None = None) -> list[Path]:
    """Write `fhir.json`."""
    path = folder / "fhir.json"
    write_text(path, json.dumps(fhir_bundle(stored), indent=2, ensure_ascii=False) + "\n")
    return [path]


def fhir_bundle(stored: StoredReview) -> dict[str, Any]:
    """Return the bundle as JSON would hold it."""
    summary, words = stored.summary, catalogue(stored.summary.language)
    observations = _observations(summary, stored.series(), words)
    report: dict[str, Any] = {
        "resourceType": "DiagnosticReport",
        "status": "preliminary",
        "code": {"coding": [_FINDINGS, {"system": CODES, "code": _STRETCH}], "text": words.of("fhir.report")},
        **_about(summary),
        "conclusion": _verdict(summary, words),
        "result": [{"reference": entry["fullUrl"]} for entry in observations],
    }
    if summary.reviewed_at is not None:
        report["issued"] = summary.reviewed_at.isoformat()
    pdf = stored.folder / "report.pdf"
    if pdf.exists():
        data = base64.b64encode(pdf.read_bytes()).decode("ascii")
        report["presentedForm"] = [
            {"contentType": "application/pdf", "language": words.language, "data": data, "title": pdf.name}
        ]
    if not observations:
        del report["result"]
    first = {"fullUrl": _url(summary, "report"), "resource": report}
    return {"resourceType": "Bundle", "type": "collection", "entry": [first, *observations]}


def _observations(summary: Summary, series: Series, words: Catalogue) -> list[dict[str, Any]]:
    """Return an entry for each measure of each side: medians over the holds, the longest hold, faults, where known."""
    found = []
    for part in summary.sides:
        side, extended = part.rear_side, part.hip_extension
        if extended is not None:
            called, value = message("progress.hip_extension_deg"), extended.hip_extension_deg
            found.append(_entry(summary, side, "hip_extension_deg", called, value, "deg", words, sd=extended.sd_deg))
        holds = [hold for hold in summary.holds if hold.rear_side == side]
        if not holds:
            continue
        longest = max(hold.good_s for hold in holds)
        found.append(_entry(summary, side, "longest_hold_s", message("progress.longest_hold_s"), longest, "s", words))
        for name, limits in targets(summary.settings, summary.pelvis.source).items():
            spans = [series.within(name, hold.start_s, hold.end_s) for hold in holds]
            values = np.concatenate(spans)
            if not len(values):
                continue
            growths = np.concatenate([series.within(SD_GROWTH, hold.start_s, hold.end_s) for hold in holds])
            sd = error_sd_deg(name, float(np.median(growths)) if len(growths) else math.nan)
            if name == "tuck_deg":
                sds = np.concatenate([series.within(TILT_SD, hold.start_s, hold.end_s) for hold in holds])
                sd = float(np.median(sds)) if len(sds) else math.nan
            value = float(np.median(values))
            found.append(_entry(summary, side, name, quantity_name(name), value, "deg", words, sd=sd, limits=limits))
    return found


def _entry(
    summary: Summary,
    side: Side,
    code: str,
    name: Message,
    value: float,
    unit: str,
    words: Catalogue,
    *,
    sd: float = math.nan,
    limits: BandLimits | None = None,
) -> dict[str, Any]:
    observation: dict[str, Any] = {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": [{"coding": [_EXAM]}],
        "code": {"coding": [{"system": CODES, "code": code}], "text": words.text(name)},
        **_about(summary),
        "bodySite": {"text": words.of("fhir.side", side=side_name(side))},
        "valueQuantity": _quantity(value, unit),
    }
    if math.isfinite(sd):
        observation["component"] = [
            {
                "code": {"coding": [{"system": CODES, "code": "sd"}], "text": words.of("fhir.sd")},
                "valueQuantity": _quantity(sd, unit),
            }
        ]
    edges = {"low": limits.green[0], "high": limits.green[1]} if limits is not None else {}
    known = {end: _quantity(edge, unit) for end, edge in edges.items() if math.isfinite(edge)}
    if known:
        observation["referenceRange"] = [{**known, "text": words.of("report.target")}]
    return {"fullUrl": _url(summary, f"{side}/{code}"), "resource": observation}


def _about(summary: Summary) -> dict[str, Any]:
    time = summary.file.recorded_at or summary.reviewed_at
    about: dict[str, Any] = {}
    if summary.patient:
        about["subject"] = {"type": "Patient", "identifier": {"system": PATIENTS, "value": summary.patient}}
    if time is not None:
        # A camera's clock without a zone is taken for that of this computer.
        about["effectiveDateTime"] = time.astimezone().isoformat(timespec="seconds")
    return about


def _quantity(value: float, unit: str) -> dict[str, Any]:
    return {"value": round(value, 2), "unit": unit, "system": _UCUM, "code": unit}


def _url(summary: Summary, what: str) -> str:
    """Name an entry: the same review always gives the same names."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'formcheck:{summary.file.sha256}:{summary.patient}:{what}')}"


def _verdict(summary: Summary, words: Catalogue) -> str:
    said = stored_message(summary.verdict, summary.verdict_message)
    return words.text(said) if isinstance(said, Message) else summary.verdict
