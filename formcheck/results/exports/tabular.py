"""Parquet, and CSV with the units in the heads of the columns; data frames of pandas."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from formcheck.messages.message import Message
from formcheck.results.exports.joints import describe_table
from formcheck.results.stored import YES_NO, StoredReview, Table, is_number, unit_of
from formcheck.system.extras import library
from formcheck.system.outputs import whole_file

if TYPE_CHECKING:
    import pandas

TABLES: tuple[Table, ...] = ("angles", "keypoints")
_MEANS: dict[Table, Message] = {name: Message(f"export.table.{name}") for name in TABLES}
"""What each table holds, and which joints."""


def data_frame(stored: StoredReview, table: Table) -> pandas.DataFrame:
    """Return a table as a data frame of pandas, with the names of its columns as in the CSV file.

    Numbers are float64 (the frame int64), yes and no nullable booleans, the rest nullable strings.

    Raises
    ------
    MissingLibraryError
        pandas is not installed.
    """
    pd = library("pandas", "tables")
    columns = getattr(stored, table)
    frame = pd.DataFrame(columns)
    kinds: dict[str, str] = {name: "boolean" if name in YES_NO else "string" for name in columns if not is_number(name)}
    return frame.astype(kinds | {"frame": "int64"})


def write_parquet(stored: StoredReview, folder: Path, height_m: float | None = None) -> list[Path]:
    """Write `angles.parquet` and `keypoints.parquet`; each column's unit is in its field's metadata, under ``unit``."""
    return [write_frame(data_frame(stored, table), folder / f"{table}.parquet", _MEANS[table]) for table in TABLES]


def write_frame(frame: pandas.DataFrame, path: Path, meaning: Message | None = None) -> Path:
    """Write a data frame as Parquet, with the unit of each column in its field's metadata, under ``unit``.

    What the table holds stands in the metadata of the file, under ``formcheck``.

    Raises
    ------
    MissingLibraryError
        pyarrow is not installed.
    """
    pyarrow, parquet = library("pyarrow", "tables"), library("pyarrow.parquet", "tables")
    data = pyarrow.Table.from_pandas(frame, preserve_index=False)
    fields = [field.with_metadata({"unit": unit_of(field.name)}) for field in data.schema]
    about = {**(data.schema.metadata or {}), **({"formcheck": str(meaning)} if meaning else {})}
    data = data.cast(pyarrow.schema(fields, metadata=about))
    with whole_file(path) as part:
        parquet.write_table(data, part)
    return path


def write_unit_csv(stored: StoredReview, folder: Path, height_m: float | None = None) -> list[Path]:
    """Write `angles_units.csv` and `keypoints_units.csv`, described beside them."""
    written = []
    for table in TABLES:
        columns = getattr(stored, table)
        path = folder / f"{table}_units.csv"
        with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_head(name) for name in columns)
            writer.writerows(zip(*(_cells(name, values) for name, values in columns.items()), strict=True))
        written += [path, describe_table(path, list(columns), _MEANS[table])]
    return written


def _head(column: str) -> str:
    unit = unit_of(column)
    return f"{column.removesuffix(f'_{unit}')} [{unit}]" if unit else column


def _cells(name: str, values: Any) -> list[str]:
    if name == "frame":
        return [f"{value:.0f}" for value in values]
    if is_number(name):
        return ["" if np.isnan(value) else repr(float(value)) for value in values]
    return [{True: "yes", False: "no", None: ""}.get(value, value) for value in values]
