"""Plans that were balanced once and the customers of today, for the works that rebalance.

Customers live in sixty towns of Pareto sizes, a fifth of them anywhere in 300 x 300 km around the
equator, where degrees of both kinds are nearly alike. The plan was balanced by flows to the
centres of its territories. Then 8 % of the customers were replaced by others near the rest, and
amounts changed: each by itself, and by regions: `local` in bumps 30 km wide, `regional` by a slope
over the whole country besides. A tenth of the customers is pinned where it is. In `same` nothing
has changed.
"""

from pathlib import Path

import numpy as np

from . import places, workloads

SIDE, TOWNS = 300_000.0, 60
AMOUNTS = 15, 400
MADE_BY = places.digest(Path(__file__).read_bytes())
# Metres of a degree of longitude and of latitude on the equator of WGS 84.
EAST = 6_378_137.0 * np.pi / 180
NORTH = EAST * (1 - 0.00669437999014)


def inside(points):
    """Reflected at the borders: clipped ones would share the corners."""
    return SIDE - np.abs(SIDE - np.abs(points))


def towns(rng, n):
    middles = rng.uniform(0, SIDE, (TOWNS, 2))
    sizes = rng.pareto(1.2, TOWNS) + 1
    spreads = 3_000 + 9_000 * np.sqrt(sizes / sizes.max())
    town = rng.choice(TOWNS, n, p=sizes / sizes.sum())
    points = middles[town] + rng.normal(size=(n, 2)) * spreads[town, None]
    alone = rng.random(n) < 0.2
    points[alone] = rng.uniform(0, SIDE, (alone.sum(), 2))
    return inside(points)


def halves(points, amounts, k):
    """Cut across the longer side again and again, by the numbers of territories on both sides."""
    labels = np.empty(len(points), dtype=np.int64)
    rest = [(np.arange(len(points)), 0, k)]
    while rest:
        rows, first, count = rest.pop()
        if count == 1:
            labels[rows] = first
            continue
        axis = np.ptp(points[rows], axis=0).argmax()
        rows = rows[np.argsort(points[rows, axis], kind="stable")]
        sums = np.cumsum(amounts[rows])
        cut = np.searchsorted(sums, sums[-1] * (count // 2) / count)
        rest.append((rows[:cut], first, count // 2))
        rest.append((rows[cut:], first + count // 2, count - count // 2))
    return labels


def centres(points, amounts, labels, k):
    held = np.maximum(np.bincount(labels, amounts, k), 1e-9)
    return np.column_stack([np.bincount(labels, amounts * axis, k) / held for axis in points.T])


def flow(points, amounts, middles, lows, highs, present=None, stay=0.0, pins=None):
    """Customers to one of the 14 nearest centres or their present one, at least cost, by OR-tools.

    A customer costs its amount times the square of its kilometres, and `stay` more where it leaves
    its present territory. One that the flow splits goes where most of it is.
    """
    from ortools.graph.python import min_cost_flow
    from scipy.spatial import cKDTree

    n, k = len(points), len(middles)
    nearest = cKDTree(middles).query(points, k=min(14, k))[1]
    if present is not None:
        lacks = (nearest != present[:, None]).all(axis=1)
        nearest[lacks, -1] = present[lacks]
    squares = ((points[:, None] - middles[nearest]) ** 2).sum(axis=2) / 1e6
    if present is not None:
        squares += stay * (nearest != present[:, None])
    allowed = np.ones(nearest.shape, dtype=bool)
    if pins is not None:
        allowed = (pins[:, None] < 0) | (nearest == pins[:, None])
    supplies = np.maximum(1, np.round(amounts)).astype(np.int64)
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        np.nonzero(allowed)[0],
        n + nearest[allowed],
        np.broadcast_to(supplies[:, None], nearest.shape)[allowed],
        np.round(squares[allowed] * 100).astype(np.int64),
    )
    sinks(solver, n + np.arange(k), n + k, lows, highs, reward=10**7)
    supply = np.concatenate([supplies, np.zeros(k, np.int64), [-supplies.sum()]])
    solver.set_nodes_supplies(np.arange(n + k + 1), supply)
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("no optimum")
    flows = np.zeros(nearest.shape)
    flows[allowed] = solver.flows(arcs)
    return nearest[np.arange(n), flows.argmax(axis=1)]


def sinks(solver, nodes, sink, lows, highs, reward):
    """Each node drains between its bounds: what is below the lower one earns the reward."""
    lows, highs = np.floor(lows).astype(np.int64), np.ceil(highs).astype(np.int64)
    to = np.full(len(nodes), sink)
    solver.add_arcs_with_capacity_and_unit_cost(nodes, to, lows, np.full(len(nodes), -reward))
    solver.add_arcs_with_capacity_and_unit_cost(
        nodes, to, highs - lows, np.zeros(len(nodes), np.int64)
    )


def balanced(points, amounts, k, rounds):
    labels = halves(points, amounts, k)
    each = np.full(k, np.maximum(1, np.round(amounts)).sum() / k)
    for _ in range(rounds):
        labels = flow(points, amounts, centres(points, amounts, labels, k), each, each)
    return labels


def bumps(rng, points, height):
    tops, heights = rng.uniform(0, SIDE, (40, 2)), rng.normal(size=40) * height
    return sum(
        h * np.exp(-((points - top) ** 2).sum(axis=1) / (2 * 30_000.0**2))
        for top, h in zip(tops, heights, strict=True)
    )


def write(path: Path, n: int, k: int, case: str) -> None:
    from scipy.spatial import cKDTree

    rng = np.random.default_rng(21)
    points, amounts = towns(rng, n), rng.uniform(*AMOUNTS, n)
    present = balanced(points, amounts, k, 6 if n <= 10_000 else 2)
    pins = np.full(n, -1)
    if case != "same":
        gone = rng.random(n) < 0.08
        old, fresh = np.flatnonzero(~gone), np.flatnonzero(gone)
        near = points[rng.choice(old, len(fresh))]
        points[fresh] = inside(near + rng.normal(size=near.shape) * 2_500)
        present[fresh] = present[old[cKDTree(points[old]).query(points[fresh])[1]]]
        amounts[fresh] = rng.uniform(*AMOUNTS, len(fresh))
        held = rng.choice(n, n // 10, replace=False)
        pins[held] = present[held]
        amounts *= np.exp(rng.normal(size=n) * 0.3)
        if case == "local":
            amounts *= np.exp(bumps(rng, points, 0.07))
        else:
            slope = (points - SIDE / 2) @ [np.cos(0.7), np.sin(0.7)] / (SIDE / 2)
            amounts *= np.exp(0.22 * slope + bumps(rng, points, 0.05))
    for name, values in (
        ("x", points[:, 0]),
        ("y", points[:, 1]),
        ("lon", (points[:, 0] - SIDE / 2) / EAST),
        ("lat", (points[:, 1] - SIDE / 2) / NORTH),
        ("amount", amounts),
    ):
        values.astype("<f8").tofile(path / f"{name}.f64")
    present.astype("<i4").tofile(path / "present.i32")
    pins.astype("<i4").tofile(path / "pins.i32")


def folder(n: int, k: int, case: str) -> Path:
    return workloads.folder(f"changed-{case}-{n}-{k}-{MADE_BY}", write, n, k, case)
