"""What users have today: hard radii, and an audit as a competent analyst writes it with pandas.

As a program it is the peer of `leadline audit` in the table of speed:
python -m evaluate.pandas_audit STORES CHECK-INS OUTPUT
"""

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from . import tables

EARTH_RADIUS_METRES = 6_371_008.8
RADII = (200, 300, 500)
# Beyond the widest radius that vendors document; narrower ones are rows of their own.
RADIUS_METRES = 500
# Faster than any car in town, over more than bad fixes explain.
SPEED_METRES_PER_SECOND = 150 / 3.6
SPEED_FROM_METRES = 1_000
# The very same seven decimals: at so many stores, or on so many days.
EQUAL_AT_STORES = 2
EQUAL_ON_DAYS = 3
BURST = 4
BURST_WITHIN = pd.Timedelta(minutes=10)


def metres_between(lon1, lat1, lon2, lat2):
    lon1, lat1, lon2, lat2 = (np.radians(value) for value in (lon1, lat1, lon2, lat2))
    chord = (
        np.sin((lat2 - lat1) / 2) ** 2
        + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(np.minimum(chord, 1)))


def load(stores: Path, check_ins: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return (
        tables.read(stores, id="text", lon="number", lat="number"),
        tables.read(
            check_ins,
            id="text",
            rep_id="text",
            store_id="text",
            time="time",
            lon="number",
            lat="number",
            mock="number",
        ),
    )


def distances(stores: pd.DataFrame, check_ins: pd.DataFrame) -> np.ndarray:
    """Metres from each check-in to the stored position of its store; NaN without a position."""
    place = pd.Index(stores["id"]).get_indexer(check_ins["store_id"])
    lon, lat = (np.append(stores[axis].to_numpy(), np.nan)[place] for axis in ("lon", "lat"))
    return metres_between(check_ins["lon"].to_numpy(), check_ins["lat"].to_numpy(), lon, lat)


def audit(check_ins: pd.DataFrame, metres: np.ndarray) -> pd.DataFrame:
    """One column a rule, True where it fires; rows as those of `check_ins`."""
    rows = check_ins.assign(
        rep=pd.factorize(check_ins["rep_id"])[0],
        store=pd.factorize(check_ins["store_id"])[0],
        day=check_ins["time"].dt.floor("D"),
    ).sort_values(["rep", "time"], kind="stable")
    before = rows.shift(1)
    same_rep = rows["rep"].eq(before["rep"])
    moved = metres_between(rows["lon"], rows["lat"], before["lon"], before["lat"])
    seconds = (rows["time"] - before["time"]).dt.total_seconds().clip(lower=1)
    fast = same_rep & (moved > SPEED_FROM_METRES) & (moved / seconds > SPEED_METRES_PER_SECOND)
    fires = pd.DataFrame(
        {
            "radius": pd.Series(metres > RADIUS_METRES, index=check_ins.index),
            # Both ends of an impossible way are doubtful.
            "speed": fast | fast.shift(-1, fill_value=False),
            "equal-coordinates": equal_coordinates(rows),
            "burst": bursts(rows),
            "mock": check_ins["mock"].fillna(0) > 0,
        }
    )
    return fires.reindex(check_ins.index)


def equal_coordinates(rows: pd.DataFrame) -> pd.Series:
    placed = rows.dropna(subset=["lon", "lat"])
    groups = placed.groupby(["rep", "lon", "lat"], sort=False)
    repeated = placed[groups["id"].transform("size") > 1]
    groups = repeated.groupby(["rep", "lon", "lat"], sort=False)
    fires = (groups["store"].transform("nunique") >= EQUAL_AT_STORES) | (
        groups["day"].transform("nunique") >= EQUAL_ON_DAYS
    )
    return fires.reindex(rows.index, fill_value=False)


def bursts(rows: pd.DataFrame) -> pd.Series:
    """All check-ins of a run of BURST within BURST_WITHIN."""
    first = rows.shift(BURST - 1)
    ends = rows["rep"].eq(first["rep"]) & (rows["time"] - first["time"] <= BURST_WITHIN)
    fires = ends.copy()
    for step in range(1, BURST):
        fires |= ends.shift(-step, fill_value=False)
    return fires


def main(stores: Path, check_ins: Path, output: Path) -> None:
    began = time.perf_counter()
    store_rows, rows = load(stores, check_ins)
    fires = audit(rows, distances(store_rows, rows))
    verdict = np.where(fires.any(axis=1), "suspicious", "verified")
    pd.DataFrame({"id": rows["id"], "verdict": verdict}).to_csv(output, index=False)
    print(f"{len(rows)} check-ins in {time.perf_counter() - began:.3f} s")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
