"""Plans with capacities beside the known optima of the capacitated p-median problem.

There customers go to p of their places so that no place gets more than its capacity and the
distances add up to the least. `leadline rebalance` balances loads and makes territories compact by
squared distances from their middles, which is another aim; what it costs in theirs is shown. The
tolerance is what the capacity leaves above an equal load, so a plan in band keeps the capacity.
"""

import csv
import sys
from pathlib import Path

import numpy as np

from . import planned
from .contender import Failed

# What is in the data: the folder, the file of an instance, the column of its optimum, whether
# distances are rounded down, and the metres of a unit.
SETS = (
    ("d01_pmedcap_orlib", "{}.txt", "optimal_cost", True, 1_000.0),
    ("d02_sjc_cpmp", "{}.dat", "cost", False, 1.0),
)


def read(path: Path) -> tuple[np.ndarray, int]:
    """x, y, capacity and demand of each customer, and how many territories there shall be."""
    numbers = path.read_text().split()
    count, territories = int(numbers[0]), int(numbers[1])
    return np.array(numbers[2 : 2 + 4 * count], dtype=float).reshape(count, 4), territories


def cost(x, y, labels, floor: bool) -> float:
    """Distances to the member of each territory for which they add up to the least."""
    total = 0.0
    for territory in np.unique(labels):
        mine = labels == territory
        distances = np.hypot(*(np.subtract.outer(axis[mine], axis[mine]) for axis in (x, y)))
        total += (np.floor(distances) if floor else distances).sum(axis=0).min()
    return total


def main(data: Path | None) -> int:
    if data is None:
        print("bench: p-median: skipped, LEADLINE_DATA names no folder with its data")
        return 0
    print(f"{'instance':<10}{'n':>5}{'p':>4}{'slack':>8}{'load':>7}{'cost':>11}{'optimum':>11}")
    above, kept = [], 0
    for name, pattern, column, floor, unit in SETS:
        with (data / name / "best.csv").open() as file:
            known = {row["instance"]: float(row[column]) for row in csv.DictReader(file)}
        for instance, optimum in known.items():
            columns, p = read(data / name / pattern.format(instance))
            x, y, capacities, demands = columns.T
            capacity = capacities.max()
            slack = capacity * p / demands.sum() - 1
            degrees = planned.at_equator(x * unit, y * unit)
            try:
                labels = planned.plan(*degrees, demands, p, slack, contiguous=False)
            except Failed as failure:
                print(f"bench: {failure}", file=sys.stderr)
                return 70
            load = np.bincount(labels, demands).max() / capacity
            ours = cost(x, y, labels, floor)
            above.append(ours / optimum - 1)
            kept += load <= 1 + 1e-9
            print(
                f"{instance:<10}{len(x):>5}{p:>4}{slack:>8.1%}{load:>7.3f}{ours:>11.2f}"
                f"{optimum:>11.2f}{above[-1]:>+9.1%}"
            )
    print(
        f"capacity kept {kept} of {len(above)}; above the optimum by {np.mean(above):.1%} on"
        f" average, {min(above):.1%} to {max(above):.1%}"
    )
    return 0
