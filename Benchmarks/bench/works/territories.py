"""New plans of equal territories: time, balance, pieces and mean distance, from written labels."""

import functools

import numpy as np

from .. import workloads
from ..contender import ours, python
from ..driver import Differs, Work
from ..peers.territories import neighbour_lists
from ..places import CORES

SIZES = [(1_000, 10), (10_000, 100), (100_000, 100), (1_000_000, 1_000)]
GOALS = {1_000: 0.005, 10_000: 0.1, 100_000: 0.6, 1_000_000: 5.0}


@functools.lru_cache(maxsize=1)
def borders(folder):
    """Pairs of neighbours, each both ways; minutes for a million customers."""
    starts, others = neighbour_lists(*(workloads.column(folder, f"{axis}.f64") for axis in "xy"))
    return np.repeat(np.arange(len(starts) - 1), np.diff(starts)), others


def measure(folder, labels, k):
    """Greatest deviation from the target, pieces of the Delaunay graph, mean distance in km."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    x, y, amounts = (workloads.column(folder, f"{name}.f64") for name in ("x", "y", "amount"))
    if len(labels) != len(x) or labels.min() < 0 or labels.max() >= k:
        raise Differs(f"{len(labels)} labels for {len(x)} customers")
    loads = np.bincount(labels, amounts, k)
    deviation = np.abs(loads / loads.mean() - 1).max()
    held = np.maximum(loads, 1e-9)
    middle_x = np.bincount(labels, amounts * x, k) / held
    middle_y = np.bincount(labels, amounts * y, k) / held
    distance = np.average(np.hypot(x - middle_x[labels], y - middle_y[labels]), weights=amounts)
    one, other = borders(folder)
    same = labels[one] == labels[other]
    graph = coo_matrix((np.ones(same.sum()), (one[same], other[same])), (len(x), len(x)))
    pieces = connected_components(graph, directed=False, return_labels=False)
    return deviation, pieces, distance / 1_000


def describe(folder, path, k):
    deviation, pieces, distance = measure(folder, np.fromfile(f"{path}.labels", "<i4"), k)
    return f"off by {deviation:.2%}, {pieces} pieces, mean distance {distance:.3f} km"


def comparison(folder, k):
    def compare(reference, path, contender):
        mine = describe(folder, reference, k)
        if contender.ours and contender.check == "exact":
            if not np.array_equal(*(np.fromfile(f"{p}.labels", "<i4") for p in (reference, path))):
                raise Differs("another plan with another number of threads")
            return mine
        return f"{describe(folder, path, k)} (ours: {mine})"

    return compare


def plan(n, k):
    def territories(options):
        folder = workloads.folder(f"customers-{n}-{k}", workloads.customers, n, k)
        task = {"customers": folder, "territories": k}

        def mine(name, t, kind):
            threads = f"{t} threads" if t > 1 else "1 thread"
            return ours(f"{name}, {threads}", "territories", t, 1, customers=folder,
                        territories=k, task=kind)

        contenders = [mine("leadline", t, "plan") for t in sorted({1, CORES}, reverse=True)]
        contenders[0].goal_seconds, contenders[0].goal_mib = GOALS[n], 400
        contenders.append(mine("leadline, the diagram alone", CORES, "diagram"))
        contenders[-1].check = "near"
        if n <= 10_000:
            contenders.append(
                python("k-means-constrained", "territories", "KMeansConstrained", task,
                       threads=1, items=1, note="balances the number of customers only")
            )
        for ufactor in (30, 1):
            contenders.append(
                python(f"pymetis, ufactor {ufactor}, with scipy's Delaunay", "territories",
                       "Metis", dict(task, ufactor=ufactor), threads=1, items=1)
            )
        return Work(
            name=f"territories-{n}-{k}",
            title=f"{k:,} equal territories for {n:,} customers",
            unit="plan",
            contenders=contenders,
            compare=comparison(folder, k),
            repetitions=options.repetitions(5),
            load_timeout=600 if n < 1_000_000 else 1_800,
            note="plans differ: each shows how far it is off, its pieces and mean distance;"
            " the diagram alone is not of one piece each",
        )

    return territories


def fixed(n, k):
    def territories(options):
        folder = workloads.folder(f"customers-{n}-{k}", workloads.customers, n, k)
        task = {"customers": folder, "territories": k}

        def compare(reference, path, contender):
            mine, theirs = (np.fromfile(f"{p}.cost")[0] for p in (reference, path))
            if contender.ours:
                return f"cost {theirs:.10g}"
            share = abs(mine - theirs) / theirs
            if share > 1e-6:
                raise Differs(f"cost {mine:.10g} instead of {theirs:.10g}")
            return f"the same cost within {share:.1g}"

        contenders = [
            ours("leadline, 1 thread", "territories", 1, 1, customers=folder, territories=k,
                 task="fixed"),
            python("OR-tools SimpleMinCostFlow", "territories", "MinCostFlow", task, threads=1,
                   items=1, must=20),
        ]
        return Work(
            name=f"territories-fixed-{n}-{k}",
            title=f"{n:,} customers to {k:,} given centres, each with an equal share, at least cost",
            unit="plan",
            contenders=contenders,
            compare=compare,
            repetitions=options.repetitions(5),
        )

    return territories
