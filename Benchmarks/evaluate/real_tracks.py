"""Real tracks and the stays in them, found by a simple rule of our own, so that the audit isn't
judged by its own stays."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

METRES_PER_DEGREE = 111_195.0
# A stay: at least so long within so far of its middle; holes of the track no longer than the gap,
# and no more than two odd fixes in a row.
STAY_SECONDS, STAY_METRES, GAP_SECONDS, ODD = 300, 80.0, 600, 2
THINNED_SECONDS = 20
# The logger was off and went on in the same place: the person was inside.
OFF_SECONDS, OFF_METRES = (600, 6 * 3600), 150.0


@dataclass
class Tracks:
    """One data set. `fixes`: rep, second (since 1970), lon, lat; by rep and second, none twice.
    `stays`: rep, arrived, left, lon, lat, seen (False where the logger was off)."""

    name: str
    zone: str
    fixes: pd.DataFrame
    stays: pd.DataFrame


def load(data: Path) -> list[Tracks]:
    """The sets that are there."""
    found = []
    for name, zone, reader in (
        ("c01 GeoLife, Beijing", "+08:00", geolife),
        ("c02 GO!Track, Aracaju", "-03:00", gotrack),
    ):
        fixes = reader(data)
        if fixes is not None:
            fixes = fixes.sort_values(["rep", "second"], kind="stable")
            fixes = fixes.drop_duplicates(["rep", "second"]).reset_index(drop=True)
            found.append(Tracks(name, zone, fixes, stays(fixes)))
    return found


def geolife(data: Path) -> pd.DataFrame | None:
    path = data / "c01_geolife_beijing" / "tracks.csv.gz"
    if not path.exists():
        return None
    rows = pd.read_csv(path, dtype={"user": str})
    return pd.DataFrame(
        {
            "rep": "b" + rows["user"],
            "second": seconds(pd.to_datetime(rows["time"], utc=True)),
            "lon": rows["lon"],
            "lat": rows["lat"],
        }
    )


def gotrack(data: Path) -> pd.DataFrame | None:
    folder = data / "c02_gotrack_aracaju"
    if not (folder / "trackspoints.csv.gz").exists():
        return None
    points = pd.read_csv(folder / "trackspoints.csv.gz")
    trips = pd.read_csv(folder / "tracks.csv").set_index("id")
    # Times are local, three hours behind UTC.
    local = pd.to_datetime(points["time"]).dt.tz_localize("Etc/GMT+3")
    user = trips["id_android"].reindex(points["track_id"]).to_numpy()
    return pd.DataFrame(
        {
            "rep": [f"a{number:03.0f}" for number in user],
            "second": seconds(local),
            "lon": points["longitude"],
            "lat": points["latitude"],
        }
    )


def seconds(times: pd.Series) -> np.ndarray:
    return (times - pd.Timestamp(0, tz="UTC")).dt.total_seconds().astype("int64").to_numpy()


def stays(fixes: pd.DataFrame) -> pd.DataFrame:
    found = []
    for rep, rows in fixes.groupby("rep", sort=True):
        thinned = rows.groupby(rows["second"] // THINNED_SECONDS).median(numeric_only=True)
        columns = [thinned[name].to_numpy() for name in ("second", "lon", "lat")]
        found += [(rep, *stay, True) for stay in dwells(*columns)]
        columns = [rows[name].to_numpy() for name in ("second", "lon", "lat")]
        found += [(rep, *stay, False) for stay in pauses(*columns)]
    names = ["rep", "arrived", "left", "lon", "lat", "seen"]
    table = pd.DataFrame(found, columns=names).sort_values(["rep", "arrived"], ignore_index=True)
    # One that goes on where the one before ended is no visit of its own.
    before = table.shift(1)
    near = metres(table["lon"], table["lat"], before["lon"], before["lat"]) <= OFF_METRES
    goes_on = (table["arrived"] - before["left"] <= OFF_SECONDS[0]) & near
    return table[~(goes_on & table["rep"].eq(before["rep"]))].reset_index(drop=True)


def dwells(second: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> list[tuple]:
    """(arrived, left, lon, lat) of each stay that the fixes show."""
    found = []
    scale = METRES_PER_DEGREE * np.cos(np.radians(lat.mean()))
    x, y = (lon - lon[0]) * scale, (lat - lat[0]) * METRES_PER_DEGREE
    start = 0
    while start < len(second):
        inside = [start]
        sum_x, sum_y = x[start], y[start]
        for k in range(start + 1, len(second)):
            if second[k] - second[k - 1] > GAP_SECONDS or k - inside[-1] > ODD + 1:
                break
            if np.hypot(x[k] - sum_x / len(inside), y[k] - sum_y / len(inside)) <= STAY_METRES:
                inside.append(k)
                sum_x, sum_y = sum_x + x[k], sum_y + y[k]
        last = inside[-1]
        if second[last] - second[start] >= STAY_SECONDS:
            place = float(np.median(lon[inside])), float(np.median(lat[inside]))
            found.append((int(second[start]), int(second[last]), *place))
            start = last + 1
        else:
            start += 1
    return found


def pauses(second: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> list[tuple]:
    """Where the logger was off and went on in the same place."""
    passed = np.diff(second)
    moved = metres(lon[1:], lat[1:], lon[:-1], lat[:-1])
    low, high = OFF_SECONDS
    off = np.flatnonzero((passed >= low) & (passed <= high) & (moved <= OFF_METRES))
    return [(int(second[k]), int(second[k + 1]), float(lon[k]), float(lat[k])) for k in off]


def metres(lon1, lat1, lon2, lat2):
    """On a plane: good to a thousandth within a town."""
    x = (lon1 - lon2) * np.cos(np.radians((lat1 + lat2) / 2))
    return METRES_PER_DEGREE * np.hypot(x, lat1 - lat2)


def moved(lon, lat, east, north):
    """The place so many metres east and north."""
    scale = METRES_PER_DEGREE * np.cos(np.radians(lat))
    return lon + east / scale, lat + north / METRES_PER_DEGREE
