"""Present plans back into their band: a flow that likes to stay, and two partitions of the graph.

Who is next to whom is known to all of them before; only what comes after is timed.
"""

import resource
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np

from .. import changed
from ..worker import Peer


class Plans(Peer):
    def __init__(self, task):
        super().__init__(task)
        folder, self.k = task["folder"], task["territories"]
        x, y, self.amounts = (np.fromfile(f"{folder}/{one}.f64") for one in ("x", "y", "amount"))
        self.points = np.column_stack([x, y])
        self.present, self.pins = (
            np.fromfile(f"{folder}/{name}.i32", "<i4") for name in ("present", "pins")
        )
        self.load()

    def graph(self):
        from scipy.spatial import Delaunay

        return Delaunay(self.points).vertex_neighbor_vertices

    def whole_amounts(self):
        return np.maximum(1, np.round(self.amounts)).astype(int)

    def answer(self, path):
        np.asarray(self.labels).astype("<i4").tofile(path + ".labels")


class StickyFlow(Plans):
    """To the present centres; leaving a territory costs as much as so many square kilometres."""

    def load(self):
        import ortools
        import scipy.spatial  # noqa: F401, so that loading it is not timed
        from ortools.graph.python import min_cost_flow  # noqa: F401

        self.version = f"ortools {ortools.__version__}"

    def run(self):
        open_ = np.arange(self.k) != self.task.get("leaves", -1)
        target = self.whole_amounts().sum() / open_.sum()
        middles = changed.centres(self.points, self.amounts, self.present, self.k)
        self.labels = changed.flow(
            self.points,
            self.amounts,
            middles,
            open_ * target * (1 - self.task["tolerance"]),
            open_ * target * (1 + self.task["tolerance"]),
            self.present,
            self.task["stay"],
            self.pins,
        )


class Metis(Plans):
    """A new contiguous partition, its parts named so that the least moves; it knows no pins."""

    def load(self):
        import pymetis  # noqa: F401
        import scipy.optimize  # noqa: F401

        self.version = f"pymetis {version('pymetis')}, scipy {version('scipy')}"
        self.starts, self.neighbours = self.graph()

    def run(self):
        import pymetis
        from scipy.optimize import linear_sum_assignment

        _, parts = pymetis.part_graph(
            self.k,
            xadj=self.starts,
            adjncy=self.neighbours,
            vweights=self.whole_amounts(),
            contiguous=True,
            options=pymetis.Options(ufactor=30, seed=1),
        )
        pairs = np.asarray(parts) * self.k + self.present
        shared = np.bincount(pairs, self.amounts, self.k**2).reshape(self.k, self.k)
        self.labels = linear_sum_assignment(-shared)[1][parts]


class Scotch(Plans):
    """The command scotch_gpart: the present plan, the price of leaving it, and fixed customers."""

    def load(self):
        said = subprocess.run(["scotch_gpart", "-V"], capture_output=True, text=True)
        self.version = f"Scotch {(said.stdout + said.stderr).partition('version ')[2].split()[0]}"
        self.folder = tempfile.TemporaryDirectory(prefix="leadline-scotch-")
        starts, neighbours = self.graph()
        lines = ["0", f"{len(self.points)} {len(neighbours)}", "0 001"]
        for row, amount in enumerate(self.whole_amounts()):
            near = neighbours[starts[row] : starts[row + 1]]
            lines.append(f"{amount} {len(near)} {' '.join(map(str, near))}")
        self.write("graph.grf", lines)
        for name, labels in (("old.map", self.present), ("fixed.map", self.pins)):
            pairs = (f"{row}\t{label}" for row, label in enumerate(labels))
            self.write(name, [str(len(labels)), *pairs])

    def write(self, name, lines):
        Path(self.folder.name, name).write_text("\n".join(lines) + "\n")

    def run(self):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [
                "scotch_gpart",
                str(self.k),
                "graph.grf",
                "new.map",
                f"-b{self.task['tolerance']}",
                "-roold.map",
                f"-rr{self.task['price']}",
                "-ffixed.map",
                *(["-cb"] if self.task["balance"] else []),
            ],
            cwd=self.folder.name,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise RuntimeError(f"status {done.returncode}: {(done.stderr + done.stdout)[-200:]}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {"cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}

    def answer(self, path):
        rows, parts = np.loadtxt(f"{self.folder.name}/new.map", dtype=int, skiprows=1).T
        self.labels = np.empty(len(rows), dtype=int)
        self.labels[rows] = parts
        super().answer(path)
