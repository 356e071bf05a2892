"""Stays out of tracks whose truth is known, ours beside those of other tools.

    python -m evaluate.stays [--seeds N] [--leadline PATH] [--without-peers]

Worlds are seeded: rep-days of twelve stops of five minutes or more, with legs along a street grid,
traffic lights, AR(1) receiver noise and spikes, sampled by time in three settings and by distance.
Exits with 1 if one of our
own numbers misses its target.
"""

import argparse
import csv
import math
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

ORIGIN = (121.4, 31.2)
NORTH = 110_870.0
EAST = 111_320.0 * math.cos(math.radians(ORIGIN[1]))
EPOCH = 1_788_220_800  # 2026-09-01 00:00 UTC
REP_DAYS = 30
STOPS = 12


@dataclass(frozen=True)
class Setting:
    """How a phone reports."""

    name: str
    seconds: float
    noise: float
    spikes: float
    distance: float = 0.0
    correlation: float = 30.0


SETTINGS = [
    Setting("5 s, 8 m", 5, 8, 0),
    Setting("15 s, 12 m, 1 % spikes", 15, 12, 0.01),
    Setting("60 s, 20 m, 3 % spikes", 60, 20, 0.03),
    Setting("every 200 m, 8 m", 5, 8, 0, distance=200),
    Setting("every 100 m, 12 m, .1 % spikes", 5, 12, 0.001, distance=100),
]


def path_of_day(rng):
    """Where a rep is, as corners of (time, x, y), and the stops as (start, end, x, y)."""
    t, x, y = 8 * 3600 + rng.uniform(0, 1800), rng.uniform(-5e3, 5e3), rng.uniform(-5e3, 5e3)
    corners, stops = [(t, x, y)], []

    def move(to_x, to_y):
        nonlocal t, x, y
        length = math.hypot(to_x - x, to_y - y)
        pieces = max(1, round(length / 400))
        for piece in range(1, pieces + 1):
            px, py = x + (to_x - x) * piece / pieces, y + (to_y - y) * piece / pieces
            t += length / pieces / rng.uniform(4, 14)
            corners.append((t, px, py))
            if piece < pieces and rng.random() < 0.3:  # a traffic light
                t += rng.uniform(5, 75)
                corners.append((t, px, py))
        x, y = to_x, to_y

    def rest(seconds):
        nonlocal t
        start = t
        t += seconds
        corners.append((t, x, y))
        return start, t, x, y

    for _ in range(STOPS):
        if rng.random() < 0.15:  # fuel, a parcel, a call: too short to count
            move(x + rng.uniform(-800, 800), y)
            rest(rng.uniform(30, 150))
        far = rng.choice([200, 600, 1500, 4000])
        angle = rng.uniform(0, 2 * math.pi)
        to_x, to_y = x + far * math.cos(angle), y + far * math.sin(angle)
        if far <= 200:
            move(to_x, to_y)
        else:  # round a corner of the grid
            move(to_x, y)
            move(to_x, to_y)
        stops.append(rest(300 + rng.exponential(900)))
    move(x + 3000, y)
    return np.array(corners), stops


def fixes_of_day(rng, corners, setting):
    """Fixes as columns t, x, y."""
    times = np.arange(corners[0, 0] + rng.uniform(0, setting.seconds), corners[-1, 0], setting.seconds)
    times = times + rng.uniform(-0.1, 0.1, len(times)) * setting.seconds
    keep = math.exp(-setting.seconds / setting.correlation)
    error = rng.normal(0, setting.noise, (len(times), 2))
    for i in range(1, len(times)):
        error[i] = keep * error[i - 1] + math.sqrt(1 - keep * keep) * error[i]
    spiked = rng.random(len(times)) < setting.spikes
    angle = rng.uniform(0, 2 * math.pi, len(times))
    error[spiked] += 150 * np.column_stack([np.cos(angle), np.sin(angle)])[spiked]
    x = np.interp(times, corners[:, 0], corners[:, 1]) + error[:, 0]
    y = np.interp(times, corners[:, 0], corners[:, 2]) + error[:, 1]
    if setting.distance:
        chosen, last = [0], 0
        for i in range(1, len(times)):
            if math.hypot(x[i] - x[last], y[i] - y[last]) >= setting.distance:
                chosen.append(i)
                last = i
        times, x, y = times[chosen], x[chosen], y[chosen]
    return times, x, y


def world(seed, setting):
    """Tracks as {rep: (t, x, y)} and true stops as {rep: [(start, end, x, y)]}."""
    tracks, truth = {}, {}
    for day in range(REP_DAYS):
        rng = np.random.default_rng([seed, day])
        corners, stops = path_of_day(rng)
        rep = f"r{day:02}"
        tracks[rep] = fixes_of_day(rng, corners, setting)
        truth[rep] = stops
    return tracks, truth


def write_tracks(path, tracks):
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["rep_id", "time", "lon", "lat"])
        for rep, (times, xs, ys) in tracks.items():
            for t, x, y in zip(times, xs, ys, strict=True):
                time = datetime.fromtimestamp(EPOCH + round(t), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                lon, lat = ORIGIN[0] + x / EAST, ORIGIN[1] + y / NORTH
                out.writerow([rep, time, f"{lon:.7f}", f"{lat:.7f}"])


def second(text):
    return datetime.fromisoformat(text).timestamp() - EPOCH


def plane(lon, lat):
    return (lon - ORIGIN[0]) * EAST, (lat - ORIGIN[1]) * NORTH


def leadline(command):
    def stays(path):
        done = subprocess.run(
            [command, "stays", "--tracks", path, "--format", "csv"],
            check=True,
            capture_output=True,
            text=True,
        )
        for row in csv.DictReader(done.stdout.splitlines()):
            x, y = plane(float(row["lon"]), float(row["lat"]))
            yield row["rep_id"], second(row["arrived_at"]), second(row["left_at"]), x, y

    return stays


def frame(path):
    import pandas as pd

    table = pd.read_csv(path, dtype={"rep_id": str})
    table["time"] = pd.to_datetime(table["time"])
    return table


def trackintel_fixes(table):
    """The fixes as trackintel takes them, and the reps by its numbers for them."""
    import geopandas as gpd
    import trackintel as ti

    users = {rep: number for number, rep in enumerate(table["rep_id"].unique())}
    data = gpd.GeoDataFrame(
        {"user_id": table["rep_id"].map(users), "tracked_at": table["time"]},
        geometry=gpd.points_from_xy(table["lon"], table["lat"], crs="EPSG:4326"),
    )
    return ti.Positionfixes(data), list(users)


def trackintel_stays(fixes):
    _, found = fixes.generate_staypoints(
        method="sliding", dist_threshold=100, time_threshold=5, gap_threshold=15, include_last=True
    )
    return found


def trackintel(path):
    fixes, names = trackintel_fixes(frame(path))
    for row in trackintel_stays(fixes).itertuples():
        x, y = plane(row.geometry.x, row.geometry.y)
        yield (
            names[row.user_id],
            row.started_at.timestamp() - EPOCH,
            row.finished_at.timestamp() - EPOCH,
            x,
            y,
        )


def movingpandas(path):
    from datetime import timedelta

    import movingpandas as mpd

    table = frame(path)
    table["time"] = table["time"].dt.tz_convert(None)
    for rep, mine in table.groupby("rep_id"):
        if len(mine) < 2:
            continue
        one = mpd.Trajectory(mine, rep, t="time", x="lon", y="lat", crs="EPSG:4326")
        found = mpd.TrajectoryStopDetector(one).get_stop_points(
            max_diameter=100, min_duration=timedelta(minutes=5)
        )
        for row in found.itertuples():
            x, y = plane(row.geometry.x, row.geometry.y)
            start = row.start_time.tz_localize("UTC").timestamp() - EPOCH
            end = row.end_time.tz_localize("UTC").timestamp() - EPOCH
            yield rep, start, end, x, y


def anchor_rule(path):
    """The rule that scikit-mobility's stay_locations states, at 100 m and 5 minutes: fixes within a
    distance of the first one, for a time; the medians of their coordinates; it ends at the first fix outside."""
    table = frame(path)
    for rep, mine in table.groupby("rep_id"):
        t = mine["time"].map(lambda time: time.timestamp() - EPOCH).to_numpy()
        x, y = plane(mine["lon"].to_numpy(), mine["lat"].to_numpy())
        first = 0
        for i in range(1, len(t) + 1):
            if i < len(t) and math.hypot(x[i] - x[first], y[i] - y[first]) <= 100:
                continue
            end = t[i] if i < len(t) else t[-1]
            if end - t[first] >= 300 and i - first > 1:
                yield rep, t[first], end, float(np.median(x[first:i])), float(np.median(y[first:i]))
            first = i


def measure(found, truth):
    """Recall, fragmented, dwell errors, errors of place, share of stays that are none."""
    by_rep = {}
    for rep, start, end, x, y in found:
        by_rep.setdefault(rep, []).append((start, end, x, y))
    hits = fragmented = total = false = stays = 0
    dwell, place = [], []
    for rep, stops in truth.items():
        mine = by_rep.get(rep, [])
        stays += len(mine)
        for start, end, x, y in stops:
            total += 1

            def shared(stay, start=start, end=end):
                return min(end, stay[1]) - max(start, stay[0])

            parts = [stay for stay in mine if shared(stay) > 60]
            fragmented += len(parts) > 1
            best = max(parts, key=shared, default=None)
            if best is None or shared(best) < (end - start) / 2:
                continue
            if math.hypot(best[2] - x, best[3] - y) > 200:
                continue
            hits += 1
            dwell.append(abs((best[1] - best[0]) - (end - start)))
            place.append(math.hypot(best[2] - x, best[3] - y))
        false += sum(
            all(min(end, stay[1]) - max(start, stay[0]) <= 0 for start, end, _, _ in stops)
            for stay in mine
        )
    return hits, fragmented, total, dwell, place, false, stays


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else math.nan


def main():
    parser = argparse.ArgumentParser(prog="evaluate.stays", description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="worlds for each setting")
    parser.add_argument("--leadline", default=".build/release/leadline", help="the command")
    parser.add_argument("--quick", action="store_true", help="one world for each setting")
    parser.add_argument("--data", type=Path, help="taken for the sake of scripts/evaluate; not read")
    parser.add_argument("--without-peers", action="store_true", help="ours only")
    options = parser.parse_args()
    if options.quick:
        options.seeds = 1
    tools = {"leadline": leadline(options.leadline)}
    if not options.without_peers:
        tools |= {
            "trackintel 1.4": trackintel,
            "movingpandas 0.23": movingpandas,
            "scikit-mobility's rule": anchor_rule,
        }
    print("| setting | tool | recall | fragmented | no stay | dwell error s, median | p90 | place m |")
    print("|---|---|---|---|---|---|---|---|")
    missed = []
    for setting in SETTINGS:
        for name, tool in tools.items():
            sums = [0, 0, 0, 0, 0]
            dwell, place = [], []
            for seed in range(options.seeds):
                tracks, truth = world(seed, setting)
                with tempfile.TemporaryDirectory() as folder:
                    path = Path(folder) / "tracks.csv"
                    write_tracks(path, tracks)
                    hits, split, total, errors, offsets, false, stays = measure(tool(path), truth)
                for i, value in enumerate([hits, split, total, false, stays]):
                    sums[i] += value
                dwell += errors
                place += offsets
            recall, fragmented = sums[0] / sums[2], sums[1] / sums[2]
            p90 = quantile(dwell, 0.9)
            print(
                f"| {setting.name} | {name} | {recall:.4f} | {fragmented:.4f} |"
                f" {sums[3] / max(1, sums[4]):.4f} | {quantile(dwell, 0.5):.0f} | {p90:.0f} |"
                f" {statistics.median(place) if place else math.nan:.0f} |",
                flush=True,
            )
            if name == "leadline":
                if recall < (0.95 if setting.distance else 0.99):
                    missed.append(f"{setting.name}: recall {recall:.4f}")
                if not setting.distance and (fragmented > 0.01 or p90 > 60):
                    missed.append(f"{setting.name}: fragmented {fragmented:.4f}, p90 {p90:.0f} s")
    print()
    print("targets missed: " + "; ".join(missed) if missed else "every target is met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
