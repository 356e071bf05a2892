"""Present plans back into their band: what moves, balance, pieces, pins, from written labels."""

import shutil

import numpy as np

from .. import changed, workloads
from ..contender import ours, python
from ..driver import Differs, Work, say
from ..places import CORES

BAND, BAND_OF_LEAVE = 0.05, 0.1
LEAVES = 37


class Judge:
    """Judges plans by the columns of the workload and the Delaunay graph of the customers."""

    def __init__(self, folder, k, band, leaves=None):
        from scipy.spatial import Delaunay

        self.k, self.band, self.leaves = k, band, leaves
        self.points = np.column_stack([workloads.column(folder, f"{axis}.f64") for axis in "xy"])
        self.amounts = workloads.column(folder, "amount.f64")
        self.present = workloads.column(folder, "present.i32", "<i4")
        self.pins = workloads.column(folder, "pins.i32", "<i4")
        starts, self.neighbours = Delaunay(self.points).vertex_neighbor_vertices
        self.ones = np.repeat(np.arange(len(self.points)), np.diff(starts))

    def deviation(self, labels):
        """The greatest from an equal share of the territories that stay."""
        loads = np.bincount(labels, self.amounts, self.k)
        stays = np.arange(self.k) != (-1 if self.leaves is None else self.leaves)
        return np.abs(loads[stays] / (loads.sum() / stays.sum()) - 1).max()

    def pieces(self, labels):
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        same = labels[self.ones] == labels[self.neighbours]
        ends = self.ones[same], self.neighbours[same]
        graph = coo_array((np.ones(same.sum()), ends), (len(labels), len(labels)))
        return connected_components(graph, directed=False, return_labels=False)

    def distance(self, labels):
        """The mean to the centres of the territories, by amount, in km."""
        middles = changed.centres(self.points, self.amounts, labels, self.k)
        metres = np.hypot(*(self.points - middles[labels]).T)
        return np.average(metres, weights=self.amounts) / 1_000

    def moved(self, labels):
        return self.amounts[labels != self.present].sum() / self.amounts.sum()

    def borders(self):
        """Pairs of territories that are neighbours in the present plan, both ways round."""
        pairs = self.present[np.column_stack([self.ones, self.neighbours])]
        return np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)

    def reference(self):
        """The share that must cross borders, each crossing counted, by OR-tools."""
        from ortools.graph.python import min_cost_flow

        shares = np.bincount(self.present, self.amounts, self.k) / self.amounts.sum()
        loads = np.round(shares * 1e9).astype(np.int64)
        borders, total = self.borders(), loads.sum()
        solver = min_cost_flow.SimpleMinCostFlow()
        arcs = solver.add_arcs_with_capacity_and_unit_cost(
            *borders.T, np.full(len(borders), total), np.ones(len(borders), np.int64)
        )
        each = np.full(self.k, total / self.k)
        low, high = np.ceil(each * (1 - self.band)), np.floor(each * (1 + self.band))
        changed.sinks(solver, np.arange(self.k), self.k, low, high, reward=10**4)
        solver.set_nodes_supplies(np.arange(self.k + 1), np.append(loads, -total))
        if solver.solve() != solver.OPTIMAL:
            raise RuntimeError("no optimum")
        return solver.flows(arcs).sum() / total

    def hops(self, labels):
        """How far from the territory that leaves others have changed."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import shortest_path

        borders = self.borders()
        graph = coo_array((np.ones(len(borders)), tuple(borders.T)), (self.k, self.k)).tocsr()
        far = shortest_path(graph, unweighted=True, indices=self.leaves)
        differ = labels != self.present
        return int(far[np.union1d(labels[differ], self.present[differ])].max(initial=0))

    def describe(self, labels):
        if len(labels) != len(self.present) or labels.min() < 0 or labels.max() >= self.k:
            raise Differs(f"{len(labels)} labels for {len(self.present)} customers")
        words = [
            f"moves {self.moved(labels):.2%}",
            f"off by {self.deviation(labels):.2%}",
            f"{self.pieces(labels)} pieces",
            f"mean distance {self.distance(labels):.3f} km",
        ]
        if (self.pins >= 0).any():
            broken = ((self.pins >= 0) & (labels != self.pins)).sum()
            words.append(f"{broken} pins broken")
        if self.leaves is not None:
            if (labels == self.leaves).any():
                raise Differs("customers are left in the territory that ended")
            words.append(f"changes {self.hops(labels)} hops away")
        return ", ".join(words)

    def before(self):
        return (
            f"before: off by {self.deviation(self.present):.2%},"
            f" {self.pieces(self.present)} pieces,"
            f" mean distance {self.distance(self.present):.3f} km"
        )

    def compare(self, reference, path, contender):
        mine, theirs = (np.fromfile(f"{one}.labels", "<i4") for one in (reference, path))
        if not contender.ours:
            return f"{self.describe(theirs)} (ours: {self.describe(mine)})"
        if not np.array_equal(mine, theirs):
            raise Differs("another plan with another number of threads")
        return "; ".join(self.describe(one) for one in mine.reshape(-1, len(self.present)))


def leadline(goal, **options):
    contenders = [
        ours(f"leadline, {t} threads" if t > 1 else "leadline, 1 thread", "rebalance", t, 1,
             **options)
        for t in sorted({1, CORES}, reverse=True)
    ]
    contenders[0].goal_seconds = goal
    return contenders


def sticky(task, stay):
    return python(f"OR-tools flow, leaving costs {stay} km²", "rebalance", "StickyFlow",
                  dict(task, stay=stay), threads=1, items=1)


def plan(n, k, case):
    def rebalance(options):
        folder = changed.folder(n, k, case)
        judge = Judge(folder, k, BAND)
        task = {"folder": folder, "territories": k, "tolerance": BAND}
        contenders = leadline(0.5, task="free", **task)
        contenders += [sticky(task, stay) for stay in (0, 100, 2_000)]
        if shutil.which("scotch_gpart"):
            for price, balance in ((1, False), (10, True)):
                name = f"scotch_gpart -rr{price}{' -cb' if balance else ''}"
                more = dict(task, price=price, balance=balance)
                contenders.append(
                    python(name, "rebalance", "Scotch", more, threads=1, items=1,
                           environment={"SCOTCH_PTHREAD_NUMBER": "1"},
                           note="reads and writes files")
                )
        else:
            say("   scotch_gpart is skipped: Debian's package scotch is not installed")
        contenders.append(
            python("pymetis, renamed by scipy", "rebalance", "Metis", task, threads=1, items=1,
                   note="knows no pins")
        )
        return Work(
            name=f"rebalance-{case}-{n}-{k}",
            title=f"{n:,} customers in {k:,} territories after a {case} change, 10 % pinned,"
            f" back within {BAND:.0%}",
            unit="plan",
            contenders=contenders,
            compare=judge.compare,
            repetitions=options.repetitions(5),
            note=f"{judge.before()}; at least {judge.reference():.2%} must cross borders",
        )

    return rebalance


def scenarios(n, k):
    def rebalance(options):
        folder = changed.folder(n, k, "regional")
        judge = Judge(folder, k, BAND)
        return Work(
            name=f"rebalance-scenarios-{n}-{k}",
            title=f"{n:,} customers in {k:,} territories after a regional change: six plans,"
            " moving at most 0, 1, 2, 5, 10 % and freely",
            unit="list",
            contenders=leadline(3, task="scenarios", folder=folder, territories=k, tolerance=BAND),
            compare=judge.compare,
            repetitions=options.repetitions(5),
            note=f"{judge.before()}; at least {judge.reference():.2%} must cross borders",
        )

    return rebalance


def leave(n, k):
    def rebalance(options):
        folder = changed.folder(n, k, "same")
        judge = Judge(folder, k, BAND_OF_LEAVE, LEAVES)
        task = {"folder": folder, "territories": k, "tolerance": BAND_OF_LEAVE, "leaves": LEAVES}
        return Work(
            name=f"rebalance-leave-{n}-{k}",
            title=f"one of {k:,} territories of {n:,} customers ends, the others stay within"
            f" {BAND_OF_LEAVE:.0%}",
            unit="plan",
            contenders=[*leadline(0.05, task="leave", **task), sticky(task, 100)],
            compare=judge.compare,
            repetitions=options.repetitions(5),
            note=judge.before(),
        )

    return rebalance
