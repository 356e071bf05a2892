"""Territories of three measures beside the largest diameters published for the same instances.

The 48 instances are not copied: their seeds make them. What has to be known for it, from the
authors' description of the generator, is the order of the draws. A Mersenne Twister (32 bits) with
the instance's seed gives doubles of two draws each, the first one low; x and y of n + 3 places on
[0, 1000), of which the first n count, sorted by x; then per place three activities, from [4, 20),
[15, 400) and [15, 100). All are kept with six digits. Neighbours are those of the Delaunay
triangulation, and each activity of each territory must lie within 5 % of the mean.

Plans are judged here, from the labels alone: sums, pieces, and the largest distance within one.

Budgets are numbers of steps, so that a busy machine gives the same plans as an idle one; how many
one core does in a second is below, and the processor's seconds that they took stand beside them.
"""

import csv
import hashlib
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import places, workloads
from .contender import Failed, ours
from .driver import say
from .places import CORES, ROOT

RANGES = ((4, 20), (15, 400), (15, 100))
SEEDS = 5  # searches for a plan in band, of each instance
BUDGETS = (10, 60)  # seconds of each of the searches for a small diameter


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


@dataclass(frozen=True)
class Search:
    """One run of ours on an instance: the first plan in band, or the least diameter in a budget."""

    instance: tuple  # n, k, seed
    shape: str
    seed: int = 1
    budget: int = 0

    def options(self) -> dict:
        if self.shape == "band":
            return {"shape": "band", "seed": self.seed}
        n, k, _ = self.instance
        return {
            "shape": "diameter",
            "seed": self.seed,
            "steps": steps(n, k, self.budget),
            "starts": CORES,
        }

    def run(self) -> dict:
        n, k, seed = self.instance
        folder = workloads.folder("districting", instance, n, seed)
        contender = ours("leadline", "districting", CORES, n, folder=folder, k=k, **self.options())
        try:
            contender.start(600)
            # Wall time counts only against a search that never ends.
            cpu = contender.run(7_200)["cpu"]
            with tempfile.TemporaryDirectory() as scratch:
                contender.answer(f"{scratch}/plan", 600)
                labels = np.fromfile(f"{scratch}/plan.labels", dtype="<i4")
        finally:
            contender.stop()
        return judge(folder, k, labels) | {"cpu": cpu}


class Kept:
    """What searches found, kept by the bytes of our program and of this file."""

    def __init__(self):
        made_by = places.leadline_bench().read_bytes() + Path(__file__).read_bytes()
        self.made_by = hashlib.sha256(made_by).hexdigest()
        self.folder = places.DATA / "districting-found"
        self.folder.mkdir(parents=True, exist_ok=True)

    def path(self, search: Search) -> Path:
        return self.folder / f"{places.digest(self.made_by, search)}.json"

    def find(self, search: Search) -> dict | None:
        path = self.path(search)
        return json.loads(path.read_text()) if path.exists() else None

    def add(self, search: Search, result: dict) -> None:
        unfinished = self.path(search).with_suffix(".part")
        unfinished.write_text(json.dumps({key: float(value) for key, value in result.items()}))
        unfinished.rename(self.path(search))


def steps(n: int, k: int, seconds: float) -> int:
    """What one core of the machine that the table is from does in so many seconds."""
    return int(seconds * 1.4e7 / (1 + n / k / 200))


def is_feasible(result: dict) -> bool:
    return result["deviation"] <= 0.05 + 1e-8 and result["pieces"] == 0


def is_within(result: dict | None, diameter: float) -> bool:
    """Published diameters have four decimals at most."""
    return result is not None and is_feasible(result) and result["diameter"] <= diameter + 5e-4


def in_turn(rows: list[dict]) -> list[dict]:
    """One instance of each size, then another of each, so that a part of all is like the whole."""
    seen: dict[tuple, int] = {}
    turns = []
    for row in rows:
        size = row["n"], row["k"]
        seen[size] = seen.get(size, 0) + 1
        turns.append(seen[size])
    return [row for _, row in sorted(zip(turns, rows), key=lambda pair: pair[0])]


def instance_of(row: dict) -> tuple:
    return row["n"], row["k"], row["seed"]


def bands(row: dict, seeds: int) -> list[Search]:
    return [Search(instance_of(row), "band", seed + 1) for seed in range(seeds)]


def tight(row: dict, budget: int) -> Search:
    return Search(instance_of(row), "diameter", budget=budget)


def main(quick: bool, minutes: float | None) -> int:
    rows = published()
    if quick:
        rows = [row for row in rows if row["n"] in (1_000, 10_000)][::4]
    seeds, budgets = (1, BUDGETS[:1]) if quick else (SEEDS, BUDGETS)
    turns = in_turn(rows)
    searches = [search for row in turns for search in bands(row, seeds)]
    searches += [tight(row, budget) for budget in budgets for row in turns]
    kept = Kept()
    missing = [search for search in searches if kept.find(search) is None]
    until = time.monotonic() + 60 * minutes if minutes else float("inf")
    while missing and time.monotonic() < until:
        search = missing.pop(0)
        try:
            kept.add(search, search.run())
        except Failed as failure:
            print(f"bench: {failure}", file=sys.stderr)
            return 70
        which = f"{search.budget} s" if search.budget else f"seed {search.seed}"
        say(f"   {search.instance} {search.shape}, {which}: {len(missing)} left")
    show(rows, seeds, budgets, kept)
    if missing:
        print(f"{len(missing)} of {len(searches)} searches are to be made; the next call goes on")
    return 0


def show(rows: list[dict], seeds: int, budgets: tuple, kept: Kept) -> None:
    """`*` at most the published best, `+` at most the published mean, `!` out of band or torn."""
    heads = "".join(f"{f'D in {budget} s':>12}{'cpu s':>7}" for budget in budgets)
    print(f"{'n':>6} {'k':>4} {'seed':>6}{'in band':>9}{'cpu s':>7}", end="")
    print(f"{'best':>10}{'mean':>10}{heads}")
    worst, good, made = 0.0, 0, 0
    for row in rows:
        found = [kept.find(search) for search in bands(row, seeds)]
        found = [result for result in found if result]
        feasible = sum(map(is_feasible, found))
        seconds = max((result["cpu"] for result in found), default=float("nan"))
        worst, good, made = max(worst, seconds), good + feasible, made + len(found)
        line = f"{row['n']:>6} {row['k']:>4} {row['seed']:>6}{f'{feasible}/{len(found)}':>9}"
        line += f"{seconds:>7.2f}{row['best']:>10.3f}{row['mean']:>10.3f}"
        for budget in budgets:
            result = kept.find(tight(row, budget))
            line += f"{'-':>12}{'-':>7}" if result is None else cell(row, result)
        print(line)
    print(f"in band: {good} of {made} searches, at most {worst:.2f} s of the processor")
    for budget in budgets:
        found = [(row, kept.find(tight(row, budget))) for row in rows]
        found = [(row, result) for row, result in found if result]
        mean, best = (
            sum(is_within(result, row[key]) for row, result in found) for key in ("mean", "best")
        )
        print(
            f"{CORES} searches of {budget} s each: D <= published mean {mean} of {len(found)},"
            f" D <= published best {best} of {len(found)}"
        )


def cell(row: dict, result: dict) -> str:
    mark = "*" if is_within(result, row["best"]) else "+" if is_within(result, row["mean"]) else " "
    mark = mark if is_feasible(result) else "!"
    return f"{result['diameter']:>11.3f}{mark}{result['cpu'] / CORES:>7.1f}"
