"""Every export read back by somebody else's reader, or by a small one of the test's own, against the tables."""

import base64
import csv
import dataclasses
import json
import math
import sys
import warnings
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import jsonschema
import numpy as np
import pandas as pd
import pyarrow.parquet
import pydantic
import pytest
from typer.testing import CliRunner

from formcheck.cli import app
from formcheck.errors import FormcheckError
from formcheck.geometry import interior_angle_deg
from formcheck.messages.catalogue import catalogue
from formcheck.results.borderline import error_sd_deg
from formcheck.results.exports import as_json
from formcheck.results.exports.fhir import CODES, fhir_bundle
from formcheck.results.exports.formats import WRITERS, check_formats, export
from formcheck.results.exports.soap import note_text
from formcheck.results.folder import RESULT_FILES
from formcheck.results.stored import StoredReview, StoredReviewError, stored_reviews, unit_of
from formcheck.results.summary import HipExtensionSummary, Summary
from tests.support import stored as made


@pytest.fixture(scope="module")
def review(tmp_path_factory) -> StoredReview:
    return made.store(tmp_path_factory.mktemp("results") / "clip")


@pytest.fixture(scope="module")
def written(review, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    export(review, WRITERS, folder, height_m=1.72)
    return folder


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(rows, column):
    return np.array([float(row[column]) if row[column] else math.nan for row in rows])


# --- reading back what a review wrote -----------------------------------------------------------------------------


def test_a_summary_reads_back_as_it_was_infinite_limits_and_all(review):
    again = Summary.from_json(review.summary.to_json())
    assert again == review.summary
    assert again.settings.bands.lunge_deg.green == (-math.inf, 6)
    assert again.settings.pelvis.learned.lost_deg == -math.inf


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema_version": 1, "more": 2}', "\x00"])
def test_a_damaged_summary_is_one_sentence(tmp_path, text):
    (tmp_path / "summary.json").write_text(text)
    with pytest.raises(StoredReviewError, match="review the video again"):
        StoredReview.open(tmp_path)


def test_a_damaged_table_is_one_sentence(review, tmp_path):
    (tmp_path / "angles.csv").write_text("frame,time_s\n1\n")
    with pytest.raises(StoredReviewError, match="review the video again"):
        StoredReview(tmp_path, review.summary).numbers("angles", "time_s")


def test_a_folder_of_results_and_a_folder_of_such_folders(review):
    assert [found.folder for found in stored_reviews(review.folder)] == [review.folder]
    assert [found.folder for found in stored_reviews(review.folder.parent)] == [review.folder]


# --- tables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["angles", "keypoints"])
def test_parquet_holds_every_cell_of_the_table(review, written, name):
    frame = pd.read_parquet(written / f"{name}.parquet")
    rows = table(review.folder / f"{name}.csv")
    assert list(frame.columns) == list(rows[0])
    for column in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[column]) and frame[column].dtype != "boolean":
            np.testing.assert_array_equal(frame[column], numbers(rows, column), err_msg=column)
        else:
            said = [{True: "yes", False: "no"}.get(cell, cell) if pd.notna(cell) else "" for cell in frame[column]]
            assert said == [row[column] for row in rows], column


def test_parquet_tells_the_unit_of_each_column(written):
    schema = pyarrow.parquet.read_schema(written / "angles.parquet")
    units = {field.name: field.metadata[b"unit"].decode() for field in schema}
    assert (units["front_knee_deg"], units["hold_s"], units["phase"]) == ("deg", "s", "")
    schema = pyarrow.parquet.read_schema(written / "keypoints.parquet")
    assert schema.field("nose_x_px").metadata[b"unit"] == b"px"


@pytest.mark.parametrize("name", ["angles", "keypoints"])
def test_csv_has_the_same_cells_under_heads_with_units(review, written, name):
    rows, plain = table(written / f"{name}_units.csv"), table(review.folder / f"{name}.csv")
    assert len(rows) == len(plain)
    for head, column in zip(rows[0], plain[0], strict=True):
        unit = unit_of(column)
        assert head == (f"{column.removesuffix('_' + unit)} [{unit}]" if unit else column)
        if unit:
            np.testing.assert_array_equal(numbers(rows, head), numbers(plain, column))
        else:
            got, had = [row[head] for row in rows], [row[column] for row in plain]
            assert got == had or [float(cell or 0) for cell in got] == [float(cell or 0) for cell in had]


def test_without_pandas_one_sentence_says_how_to_get_it(review, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(FormcheckError, match=r"pip install 'formcheck\[tables\]'"):
        export(review, ["parquet"], tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- JSON ---------------------------------------------------------------------------------------------------------


def schema(name):
    return json.loads((as_json.SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


@pytest.mark.skipif(
    tuple(map(int, pydantic.VERSION.split(".")[:2])) < (2, 14), reason="an older pydantic says the same in other words"
)
def test_the_published_schemas_are_those_of_the_models():
    """After a change of the models: python -m formcheck.results.exports.as_json."""
    for name, model in as_json.PUBLISHED.items():
        assert (as_json.SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8") == as_json.schema_text(model)


def test_the_summary_and_the_json_export_keep_to_their_schemas(review, written):
    for name, path in (("summary", review.folder / "summary.json"), ("review", written / "review.json")):
        jsonschema.Draft202012Validator.check_schema(schema(name))
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema(name))


@pytest.mark.parametrize(
    ("change", "value"), [("judged", "perhaps"), ("verdict", None), ("holds", [{"start_s": 1}]), ("more", 1)]
)
def test_the_schema_refuses_what_is_no_summary(review, change, value):
    data = json.loads(review.summary.to_json()) | {change: value}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema("summary"))


def test_json_holds_every_frame_with_null_for_not_known(review, written):
    whole = json.loads((written / "review.json").read_text(encoding="utf-8"))
    rows = table(review.folder / "angles.csv")
    assert whole["angles"]["lunge_deg"] == [float(row["lunge_deg"]) if row["lunge_deg"] else None for row in rows]
    assert whole["angles"]["phase"] == [row["phase"] for row in rows]
    assert whole["units"]["lunge_deg"] == "deg"
    assert "phase" not in whole["units"]


# --- OpenSim ------------------------------------------------------------------------------------------------------


def read_mot(path):
    """Read a motion file as OpenSim does: a header with its counts, then a table under its labels."""
    head, body = path.read_text(encoding="utf-8").split("endheader\n")
    facts = dict(line.split("=") for line in head.splitlines() if "=" in line)
    labels, *rows = (line.split("\t") for line in body.splitlines())
    values = np.array(rows, dtype=float)
    assert values.shape == (int(facts["nRows"]), int(facts["nColumns"])) == (len(rows), len(labels))
    assert facts["inDegrees"] == "yes"
    assert labels[0] == "time"
    assert (np.diff(values[:, 0]) > 0).all()
    return dict(zip(labels, values.T, strict=True))


def read_trc(path):
    """Read a marker file as OpenSim does: five lines of header, then frames with three coordinates a marker."""
    lines = path.read_text(encoding="utf-8").splitlines()
    facts = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    markers = [name for name in lines[3].split("\t")[2:] if name]
    assert lines[3].startswith("Frame#\tTime\t")
    assert lines[4].split("\t")[2:] == [f"{axis}{n}" for n in range(1, len(markers) + 1) for axis in "XYZ"]
    assert lines[5] == ""
    rows = [[float(cell) if cell else math.nan for cell in line.split("\t")] for line in lines[6:]]
    values = np.array(rows)
    assert (len(rows), len(markers)) == (int(facts["NumFrames"]), int(facts["NumMarkers"]))
    assert values.shape[1] == 2 + 3 * len(markers)
    places = values[:, 2:].reshape(len(rows), len(markers), 3)
    return facts, values[:, 1], dict(zip(markers, places.transpose(1, 0, 2), strict=True))


def test_mot_has_opensims_knees_and_our_angles(review, written):
    motion, rows = read_mot(written / "angles.mot"), table(review.folder / "angles.csv")
    np.testing.assert_allclose(motion["time"], numbers(rows, "time_s"), atol=1e-4)
    np.testing.assert_allclose(motion["lunge"], numbers(rows, "lunge_deg"), atol=1e-4)
    # The right knee is the rear one throughout; flexion is what is missing to a straight leg.
    np.testing.assert_allclose(motion["knee_angle_r"], 180 - numbers(rows, "rear_knee_deg"), atol=1e-4)
    np.testing.assert_allclose(motion["knee_angle_l"], 180 - numbers(rows, "front_knee_deg"), atol=1e-4)


def test_mot_has_no_pelvis_where_none_was_seen(written):
    assert not {"pelvis_tilt", "tuck"} & set(read_mot(written / "angles.mot"))


def test_mot_turns_the_sign_of_the_pelvis(review, tmp_path):
    tilted = {**review.angles, "pelvic_tilt_deg": np.full(len(review.numbers("angles", "time_s")), 7.0)}
    other = StoredReview(review.folder, review.summary)
    other.__dict__["angles"] = tilted
    export(other, ["mot"], tmp_path)
    assert set(read_mot(tmp_path / "angles.mot")["pelvis_tilt"]) == {-7.0}


def test_trc_is_in_metres_with_x_ahead_and_y_up(review, written):
    facts, times, markers = read_trc(written / "markers.trc")
    rows = table(review.folder / "keypoints.csv")
    assert (facts["Units"], float(facts["DataRate"])) == ("m", 10.0)
    np.testing.assert_allclose(times, numbers(rows, "time_s"), atol=1e-4)
    trunk = markers["left_shoulder"] - markers["left_hip"]
    assert np.nanmedian(np.linalg.norm(trunk, axis=1)) == pytest.approx(0.31 * 1.72, abs=0.01)
    knee, seen = markers["left_knee"], numbers(rows, "left_knee_corrected_x_px")
    np.testing.assert_array_equal(np.isnan(knee[:, 0]), np.isnan(seen))  # blank stays blank
    known = np.isfinite(seen)
    assert (knee[known, 0] > markers["right_knee"][known, 0]).all()  # the front knee is ahead
    assert (knee[known, 1] > markers["right_knee"][known, 1]).all()  # and higher
    assert (knee[known, 2] == 0).all()


def test_trc_without_a_height_is_in_the_pixels_of_the_table(review, tmp_path):
    export(review, ["trc"], tmp_path)
    facts, _, markers = read_trc(tmp_path / "markers_px.trc")
    rows = table(review.folder / "keypoints.csv")
    assert facts["Units"] == "px"
    np.testing.assert_allclose(markers["left_knee"][:, 0], numbers(rows, "left_knee_corrected_x_px"), atol=1e-3)
    np.testing.assert_allclose(480 - markers["left_knee"][:, 1], numbers(rows, "left_knee_corrected_y_px"), atol=1e-3)


# --- Kinovea ------------------------------------------------------------------------------------------------------


def test_kinovea_has_a_track_for_each_point_that_was_seen(review, written):
    rows, had = table(written / "kinovea.csv"), table(review.folder / "keypoints.csv")
    np.testing.assert_allclose(numbers(rows, "Time"), 1000 * numbers(had, "time_s"), atol=0.1)
    for axis in "xy":
        np.testing.assert_array_equal(
            numbers(rows, f"right_hip/0/{axis.upper()}"), numbers(had, f"right_hip_corrected_{axis}_px")
        )
    assert "left_eye/0/X" not in rows[0]  # the drawn body has no eyes


def read_kva(path):
    """Read annotations as Kinovea's own source does: element by element, each in the form that its parser takes."""
    root: Any = ElementTree.parse(path).getroot()
    assert (root.tag, root[0].tag, root[0].text) == ("KinoveaVideoAnalysis", "FormatVersion", "2.0")
    assert all(len(list(element)) for name in ("Keyframes", "Tracks") for element in root.findall(name))  # none empty
    assert [int(part) for part in root.findtext("ImageSize").split(";")] == [640, 480]
    frame, first = int(root.findtext("AverageTimeStampsPerFrame")), int(root.findtext("FirstTimeStamp"))
    assert (frame, first, int(root.findtext("SelectionStart"))) == (1, 0, 0)  # time stamps are numbers of frames
    assert float(root.findtext("CaptureFramerate")) == 10
    tracks = {}
    for track in root.iterfind("Tracks/Track"):
        UUID(track.get("id"))
        assert track.findtext("Mode") in ("Complete", "Focus", "Label")
        points = [point.text.split(";") for point in track.iterfind("TrackPointList/TrackPoint")]
        assert len(points) == int(track.find("TrackPointList").get("Count"))
        assert int(track.findtext("TimePosition")) == int(points[0][2])
        tracks[track.get("name")] = {int(t): (float(x), float(y)) for x, y, t in points}
    images = {}
    for image in root.iterfind("Keyframes/Keyframe"):
        corners = [
            [tuple(map(float, angle.findtext(f"Point{name}").split(";"))) for name in "AOB"]
            for angle in image.iterfind("Drawings/Angle")
        ]
        images[int(image.findtext("Position"))] = image.findtext("Title"), corners
    return root, tracks, images


def test_the_annotations_for_kinovea_have_the_tracks_and_angles_of_the_table(review, written):
    root, tracks, images = read_kva(written / "kinovea.kva")
    had = table(review.folder / "keypoints.csv")
    assert set(tracks) == {name.removesuffix("/0/X") for name in table(written / "kinovea.csv")[0] if "/0/X" in name}
    knee = {n: row for n, row in enumerate(had) if row["left_knee_corrected_x_px"]}
    assert tracks["left_knee"] == {
        round(float(row["time_s"]) * 10): tuple(float(row[f"left_knee_corrected_{axis}_px"]) for axis in "xy")
        for row in knee.values()
    }
    hold = review.summary.holds[0]
    [(_, corners)] = [
        found for frame, found in images.items() if hold.start_s < frame / 10 < hold.end_s and "Hold" in found[0]
    ]
    assert interior_angle_deg(*corners[0]) == pytest.approx(92, abs=1)  # the front knee of the drawn body
    assert "not the corrected joint centres" in root.findtext("GlobalTitle")


def test_the_annotations_for_kinovea_hold_no_empty_list_where_nobody_was_found(review, tmp_path):
    other = StoredReview(review.folder, review.summary.model_copy(update={"holds": [], "faults": [], "sides": []}))
    blank = {name: np.full(len(cells), np.nan) for name, cells in review.keypoints.items()}
    other.__dict__["keypoints"] = {**blank, "time_s": review.keypoints["time_s"]}
    other.summary.borderline.clear()
    export(other, ["kinovea"], tmp_path)
    root, tracks, images = read_kva(tmp_path / "kinovea.kva")
    assert (tracks, images, root.find("Tracks"), root.find("Keyframes")) == ({}, {}, None, None)


def test_each_export_says_inside_itself_which_joints_it_holds(written):
    observed = "not the corrected joint centres that the angles are judged on"
    assert observed in (written / "markers.trc").read_text().splitlines()[0]
    assert "joints=judged" in (written / "angles.mot").read_text().splitlines()
    assert observed.encode() in (written / "markers.c3d").read_bytes()
    assert observed in json.loads((written / "review.json").read_text())["joints"]["keypoints"]
    for name in ("keypoints_units.csv", "kinovea.csv"):
        described = json.loads((written / f"{name}-metadata.json").read_text())
        assert (described["url"], observed in described["dc:description"]) == (name, True)
        columns = next(csv.reader((written / name).read_text().splitlines()))
        assert len(described["tableSchema"]["columns"]) == len(columns)
    metadata = pyarrow.parquet.read_schema(written / "keypoints.parquet").metadata
    assert observed in metadata[b"formcheck"].decode()


# --- the command --------------------------------------------------------------------------------------------------


def test_the_command_writes_beside_the_results_and_only_known_files(tmp_path):
    review = made.store(tmp_path / "clip")
    told = CliRunner().invoke(app, ["export", str(tmp_path), *(f"--to={name}" for name in WRITERS), "--height", "1,72"])
    assert told.exit_code == 0, told.output
    assert CliRunner().invoke(app, ["export", str(tmp_path), "--to=trc"]).exit_code == 0  # in pixels
    there = {path.name for path in review.folder.iterdir()}
    assert {line.rsplit("/")[-1] for line in told.stdout.splitlines()} <= there | {"summary.parquet"}
    assert there <= RESULT_FILES  # or --force would leave the folder alone for ever


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "--to", "mot"], "nowhere holds no results"),
        (["{}", "--to", "xlsx"], "choose parquet, csv, json, mot, trc, c3d, kinovea, fhir or note"),
        (["{}", "--to", "trc", "--height", "172"], "such as 1.72"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(review, tmp_path, arguments, words):
    told = CliRunner().invoke(app, ["export", *(text.format(review.folder) for text in arguments)])
    assert told.exit_code == 2
    assert words in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_format_named_twice_counts_once():
    assert check_formats(["mot", "MOT", "trc"]) == ("mot", "trc")


# --- for records and laboratories ---------------------------------------------------------------------------------


def test_the_fhir_bundle_is_one_for_somebody_elses_reader_and_carries_the_pdf(review, tmp_path):
    from fhir.resources.R4B.bundle import Bundle

    pdf = review.folder / "report.pdf"
    pdf.write_bytes(b"%PDF-1.7 made up")
    try:
        [path] = export(review, ["fhir"], tmp_path)
    finally:
        pdf.unlink()
    bundle: Any = Bundle.model_validate_json(path.read_text(encoding="utf-8"))
    report, *observations = [entry.resource for entry in bundle.entry]
    told = json.loads(path.read_text(encoding="utf-8"))["entry"][0]["resource"]
    assert base64.b64decode(told["presentedForm"][0]["data"]) == b"%PDF-1.7 made up"
    assert report.conclusion == review.summary.verdict
    assert ("http://loinc.org", "29545-1") in [(coding.system, coding.code) for coding in report.code.coding]
    measured = [coding.system for entry in observations for coding in entry.code.coding]
    assert set(measured) == {CODES}  # LOINC has no term for a position in a stretch
    assert [part.reference for part in report.result] == [entry.fullUrl for entry in bundle.entry[1:]]
    units = {o.code.coding[0].code: o.valueQuantity for o in observations}
    assert {quantity.system for quantity in units.values()} == {"http://unitsofmeasure.org"}
    assert (units["longest_hold_s"].code, units["front_knee_deg"].code) == ("s", "deg")
    assert float(units["front_knee_deg"].value) == pytest.approx(92, abs=0.5)


def test_the_hip_extension_goes_into_the_records_with_its_uncertainty(review):
    found = HipExtensionSummary(hip_extension_deg=11.6, sd_deg=2.4, start_s=20.0)
    sides = [side.model_copy(update={"hip_extension": found}) for side in review.summary.sides]
    with_it = dataclasses.replace(review, summary=review.summary.model_copy(update={"sides": sides}))
    codes = {
        entry["resource"]["code"]["coding"][0]["code"]: entry["resource"] for entry in fhir_bundle(with_it)["entry"]
    }
    extended = codes["hip_extension_deg"]
    assert extended["valueQuantity"]["value"] == 11.6
    assert extended["component"][0]["valueQuantity"]["value"] == 2.4
    assert "Hip extension: 12° ± 2°" in note_text(with_it)
    assert "hip_extension_deg" not in str(fhir_bundle(review)), "unknown is not there, never 0"


def test_the_fhir_bundle_refers_to_the_patient_by_code_alone(review):
    coded = StoredReview(review.folder, review.summary.model_copy(update={"patient": "P-17"}))
    entries = [entry["resource"] for entry in fhir_bundle(coded)["entry"]]
    assert {entry["subject"]["identifier"]["value"] for entry in entries} == {"P-17"}
    assert all("subject" not in entry["resource"] for entry in fhir_bundle(review)["entry"])
    assert fhir_bundle(coded) == fhir_bundle(coded)  # the same review has the same names


@pytest.mark.parametrize(("language", "word"), [("en", "Right knee down"), ("es", "Rodilla derecha apoyada")])
def test_the_note_has_the_order_of_soap_and_the_verdict(review, language, word):
    told = StoredReview(review.folder, review.summary.model_copy(update={"language": language, "note": "As agreed."}))
    text = note_text(told)
    places = [text.index(f"\n{letter}") for letter in "SOAP"]
    assert places == sorted(places)
    verdict = catalogue(language).text(review.summary.verdict_message)
    assert places[2] < text.index(verdict) < text.index("As agreed.") < places[3]
    assert word in text[places[1] : places[2]] and f"92° ± {error_sd_deg('front_knee_deg'):.0f}" in text


def test_pixels_never_take_the_place_of_metres(review, tmp_path):
    [metres] = export(review, ["trc"], tmp_path, height_m=1.72)
    before = metres.read_bytes()
    [pixels] = export(review, ["trc"], tmp_path)
    assert (metres.name, pixels.name) == ("markers.trc", "markers_px.trc")
    assert metres.read_bytes() == before and "\tpx\t" in pixels.read_text()


def test_the_c3d_file_has_the_points_of_the_trc_in_millimetres(review, written):
    import c3d

    with (written / "markers.c3d").open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # there is no analogue channel
        reader = c3d.Reader(file)
        frames = [points for _, points, _ in reader.read_frames()]
    lines = (written / "markers.trc").read_text().splitlines()
    names = [name for name in lines[3].split("\t")[2:] if name]
    assert [label.strip().lower() for label in reader.point_labels] == names
    assert len(frames) == review.summary.file.frames or len(frames) == len(lines) - 6
    first = next(n for n, points in enumerate(frames) if points[0, 3] >= 0)
    cells = lines[6 + first].split("\t")[2:5]
    assert frames[first][0, :3] == pytest.approx([1000 * float(cell) for cell in cells], abs=0.1)


def test_positions_in_millimetres_need_a_height():
    with pytest.raises(FormcheckError, match="height"):
        check_formats(["c3d"])
