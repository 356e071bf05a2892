"""Territories of three measures beside the largest diameters published for the same instances.

The 48 instances are not copied: their seeds make them. What has to be known for it, from the
authors' description of the generator, is the order of the draws. A Mersenne Twister (32 bits) with
the instance's seed gives doubles of two draws each, the first one low; x and y of n + 3 places on
[0, 1000), of which the first n count, sorted by x; then per place three activities, from [4, 20),
[15, 400) and [15, 100). All are kept with six digits. Neighbours are those of the Delaunay
triangulation, and each activity of each territory must lie within 5 % of the mean.

Plans are judged here, from the labels alone: sums, pieces, and the largest distance within one.
"""

import csv
import sys
import tempfile
from pathlib import Path

import numpy as np

from . import workloads
from .contender import Failed, ours
from .places import CORES, ROOT

RANGES = ((4, 20), (15, 400), (15, 100))
SEEDS = 5  # searches for a plan in band, of each instance


def published() -> list[dict]:
    lines = (ROOT / "bench" / "districting.csv").read_text().splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [
        {key: float(value) if "." in value else int(value) for key, value in row.items()}
        for row in rows
    ]


def doubles(bits, count: int) -> np.ndarray:
    draws = bits.random_raw(2 * count).astype(np.float64)
    return (draws[0::2] + draws[1::2] * 2.0**32) / 2.0**64


def instance(folder: Path, n: int, seed: int) -> None:
    bits = np.random.MT19937()
    bits._legacy_seeding(seed)
    points = (doubles(bits, 2 * (n + 3)) * 1000.0).reshape(-1, 2)[:n]
    points = points[np.argsort(points[:, 0], kind="stable")]
    shares = doubles(bits, 3 * n).reshape(-1, 3)
    columns = {"x": points[:, 0], "y": points[:, 1]}
    for number, (low, high) in enumerate(RANGES):
        columns[f"a{number}"] = shares[:, number] * (high - low) + low
    for name, values in columns.items():
        digits = np.array([float(f"{value:.6g}") for value in values])
        digits.astype("<f8").tofile(folder / f"{name}.f64")


def neighbours(x: np.ndarray, y: np.ndarray):
    from scipy.sparse import coo_array
    from scipy.spatial import Delaunay

    corners = Delaunay(np.column_stack([x, y])).simplices
    pairs = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    return coo_array((np.ones(len(pairs)), pairs.T), shape=(len(x), len(x))).tocsr()


def judge(folder: Path, k: int, labels: np.ndarray) -> dict:
    """The worst deviation, the pieces beyond one per territory and the largest diameter."""
    from scipy.sparse.csgraph import connected_components

    x, y = (workloads.column(folder, f"{name}.f64") for name in "xy")
    graph = neighbours(x, y)
    deviation = 0.0
    for number in range(3):
        sums = np.bincount(labels, workloads.column(folder, f"a{number}.f64"), minlength=k)
        deviation = max(deviation, np.abs(sums / (sums.sum() / k) - 1).max())
    pieces, diameter = 0, 0.0
    for territory in range(k):
        mine = np.flatnonzero(labels == territory)
        pieces += connected_components(graph[mine][:, mine], directed=False)[0]
        dx, dy = (np.subtract.outer(v[mine], v[mine]) for v in (x, y))
        diameter = max(diameter, np.sqrt((dx * dx + dy * dy).max(initial=0)))
    return {"deviation": deviation, "pieces": pieces - k, "diameter": diameter}


def plan(folder: Path, row: dict, **options) -> dict:
    options |= {"folder": folder, "k": row["k"]}
    contender = ours("leadline", "districting", CORES, row["n"], **options)
    try:
        contender.start(600)
        seconds = contender.run(1800)["seconds"]
        with tempfile.TemporaryDirectory() as scratch:
            contender.answer(f"{scratch}/plan", 600)
            labels = np.fromfile(f"{scratch}/plan.labels", dtype="<i4")
    finally:
        contender.stop()
    return judge(folder, row["k"], labels) | {"seconds": seconds}


def is_feasible(result: dict) -> bool:
    return result["deviation"] <= 0.05 + 1e-8 and result["pieces"] == 0


def steps(row: dict, seconds: float) -> int:
    """What one core of the machine that the table is from does in so many seconds."""
    return int(seconds * 1e7 / (1 + row["n"] / row["k"] / 150))


def main(quick: bool) -> int:
    rows = published()
    if quick:
        rows = [row for row in rows if row["n"] in (1_000, 10_000)][::4]
    searches = 1 if quick else SEEDS
    budgets = (10,) if quick else (10, 60)
    heads = "".join(f"{f'D in {s} s':>12}" for s in budgets)
    print(f"{'n':>6} {'k':>4} {'seed':>6}{'in band':>9}{'worst s':>9}", end="")
    print(f"{'best':>10}{'mean':>10}{heads}")
    counts = [0, *(0 for _ in budgets)]
    for row in rows:
        folder = workloads.folder("districting", instance, row["n"], row["seed"])
        try:
            bands = [plan(folder, row, shape="band", seed=s + 1) for s in range(searches)]
            tight = [
                plan(folder, row, shape="diameter", seed=1, steps=steps(row, s), starts=CORES)
                for s in budgets
            ]
        except Failed as failure:
            print(f"bench: {failure}", file=sys.stderr)
            return 70
        good = sum(map(is_feasible, bands))
        counts[0] += good == len(bands)
        line = f"{row['n']:>6} {row['k']:>4} {row['seed']:>6}{f'{good}/{len(bands)}':>9}"
        line += f"{max(r['seconds'] for r in bands):>9.2f}{row['best']:>10.3f}{row['mean']:>10.3f}"
        for number, result in enumerate(tight):
            reached = is_feasible(result) and result["diameter"] <= row["best"] + 5e-4
            counts[1 + number] += reached
            mark = "*" if reached else " " if is_feasible(result) else "!"
            line += f"{result['diameter']:>11.3f}{mark}"
        print(line, flush=True)
    print(f"in band with every seed: {counts[0]} of {len(rows)}")
    for seconds, count in zip(budgets, counts[1:]):
        print(f"at most the published best (*) in about {seconds} s: {count} of {len(rows)}")
    return 0
