"""Reading the CSV files of worlds and audits: columns by name, text stays text."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv

INSTANT = pa.timestamp("ms", "UTC")


def read(path: Path, **columns: str) -> pd.DataFrame:
    """The named columns only: `text` (empty stays ""), `number` (empty is NaN), `time` (becomes
    UTC), `flag` (1/0)."""
    kinds = {"text": pa.string(), "number": pa.float64(), "time": INSTANT, "flag": pa.int8()}
    table = csv.read_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=False),
        convert_options=csv.ConvertOptions(
            column_types={name: kinds[kind] for name, kind in columns.items()},
            include_columns=list(columns),
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )
    return table.to_pandas()


def codes(values: pd.Series) -> pd.Categorical:
    """Text that repeats, kept once."""
    return pd.Categorical(values)
