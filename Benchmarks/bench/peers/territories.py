"""Plans of equal territories: a clustering, a flow for given centres, a partition of a graph."""

import numpy as np

from ..worker import Peer


def neighbour_lists(x, y):
    """Who is next to whom, by scipy's Delaunay triangulation, as METIS wants it.

    Places that the triangulation leaves out, nearly on an edge of its rim or on another place, hang
    on the place that is nearest to them: METIS refuses a graph that is not of one piece.
    """
    from scipy.spatial import Delaunay

    mesh = Delaunay(np.column_stack([x, y]))
    starts, neighbours = mesh.vertex_neighbor_vertices
    if not len(mesh.coplanar):
        return starts, neighbours
    left_out, nearest = mesh.coplanar[:, 0], mesh.coplanar[:, 2]
    ones = np.concatenate([np.repeat(np.arange(len(x)), np.diff(starts)), left_out, nearest])
    others = np.concatenate([neighbours, nearest, left_out])
    starts = np.concatenate([[0], np.cumsum(np.bincount(ones, minlength=len(x)))])
    return starts, others[np.argsort(ones, kind="stable")]


class Plans(Peer):
    def __init__(self, task):
        super().__init__(task)
        folder, self.k = task["customers"], task["territories"]
        self.x, self.y, self.amounts = (
            np.fromfile(f"{folder}/{name}.f64") for name in ("x", "y", "amount")
        )
        self.centres = np.column_stack(
            [np.fromfile(f"{folder}/centre-{axis}.f64") for axis in "xy"]
        )
        self.load()

    def answer(self, path):
        np.asarray(self.labels).astype("<i4").tofile(path + ".labels")
        np.array([getattr(self, "cost", np.nan), 0.0]).tofile(path + ".cost")


class KMeansConstrained(Plans):
    """Balances the number of customers, the only thing it can."""

    def load(self):
        from importlib.metadata import version

        import k_means_constrained

        self.version = f"k-means-constrained {version('k-means-constrained')}"
        self.make = k_means_constrained.KMeansConstrained

    def run(self):
        size = len(self.x) / self.k
        model = self.make(
            n_clusters=self.k,
            size_min=int(np.floor(size)),
            size_max=int(np.ceil(size)),
            n_init=1,
            max_iter=10,
            random_state=1,
            n_jobs=self.task["threads"],
        )
        self.labels = model.fit_predict(np.column_stack([self.x, self.y]))


class MinCostFlow(Plans):
    """One assignment for given centres, exactly; a split customer goes where most of it is."""

    def load(self):
        import ortools
        from ortools.graph.python import min_cost_flow

        self.version = f"ortools {ortools.__version__}"
        self.make = min_cost_flow.SimpleMinCostFlow

    def run(self):
        n, k = len(self.x), self.k
        squares = (self.x[:, None] - self.centres[:, 0]) ** 2
        squares += (self.y[:, None] - self.centres[:, 1]) ** 2
        # Amounts times k, so that equal targets are whole.
        supplies = self.amounts.astype(np.int64) * k
        flow = self.make()
        arcs = flow.add_arcs_with_capacity_and_unit_cost(
            np.repeat(np.arange(n), k),
            np.tile(np.arange(n, n + k), n),
            np.repeat(supplies, k),
            np.round(squares * 0.01).astype(np.int64).ravel(),
        )
        each = supplies.sum() // k
        flow.set_nodes_supplies(np.arange(n + k), np.concatenate([supplies, np.full(k, -each)]))
        if flow.solve() != flow.OPTIMAL:
            raise RuntimeError("no optimum")
        flows = flow.flows(arcs).reshape(n, k)
        self.labels = flows.argmax(axis=1)
        self.cost = float((flows * squares).sum() / k)


class Metis(Plans):
    """A partition of the Delaunay graph, contiguous; the triangulation is timed too."""

    def load(self):
        from importlib.metadata import version

        import pymetis  # noqa: F401, so that loading it is not timed
        import scipy.spatial  # noqa: F401

        self.version = f"pymetis {version('pymetis')}, scipy {version('scipy')}"

    def run(self):
        import pymetis

        starts, neighbours = neighbour_lists(self.x, self.y)
        _, labels = pymetis.part_graph(
            self.k,
            xadj=starts,
            adjncy=neighbours,
            vweights=self.amounts.astype(int),
            contiguous=True,
            options=pymetis.Options(ufactor=self.task["ufactor"], seed=1),
        )
        self.labels = labels
