"""The demo's standing pair, through the real network."""

import json
import math

import jsonschema

import formcheck
from formcheck.results.exports.as_json import SCHEMAS
from formcheck.system.bundled import standing_samples


def test_the_sample_pair_is_measured_as_it_was_drawn():
    before, after = standing_samples()
    truth = json.loads((before[0].parent / "truth.json").read_text(encoding="utf-8"))
    summary = formcheck.measure_posture(before=before, after=after).summary
    change = summary.change
    assert change is not None
    published = json.loads((SCHEMAS / "posture.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(summary.to_json()), published)
    for name in ("head_deg", "trunk_deg", "hips_deg", "knee_deg"):
        old, new = (math.fsum(truth[path.name][name] for path in paths) / 3 for paths in (before, after))
        found = getattr(change, name)
        assert abs(found.value - (new - old)) < found.least, name
    assert change.hips_deg.counts
    assert change.hips_deg.value < 0, "the hips stand less far forward"
