"""Distances of pairs, and whether each is within a limit."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..worker import Peer
from . import engines, spheres
from .pairs import read_places


class Pairs(Peer):
    def __init__(self, task):
        super().__init__(task)
        self.stores = read_places(task["pairs"], task["n"], "store-")
        self.places = read_places(task["pairs"], task["n"])
        self.limit = task["limit"]
        self.load()

    def load(self):
        raise NotImplementedError

    def answer(self, path):
        np.asarray(self.metres).astype("<f8").tofile(path + ".metres")
        np.asarray(self.within).astype("u1").tofile(path + ".within")


class PyprojInverse(Pairs):
    def load(self):
        import pyproj

        self.version = f"pyproj {pyproj.__version__}, PROJ {pyproj.proj_version_str}"
        self.geod = pyproj.Geod(ellps="WGS84")

    def part(self, rows):
        return self.geod.inv(
            self.stores[0][rows], self.stores[1][rows], self.places[0][rows], self.places[1][rows]
        )[2]

    def run(self):
        n, threads = len(self.places[0]), self.task["threads"]
        rows = [slice(n * t // threads, n * (t + 1) // threads) for t in range(threads)]
        if threads == 1:
            self.metres = self.part(rows[0])
        else:
            with ThreadPoolExecutor(threads) as pool:
                self.metres = np.concatenate(list(pool.map(self.part, rows)))
        self.within = self.metres <= self.limit


class NumpyHaversine(Pairs):
    def load(self):
        self.version = f"numpy {np.__version__}"

    def run(self):
        (x0, y0), (x1, y1) = self.stores, self.places
        y0, y1 = np.radians(y0), np.radians(y1)
        dx = np.radians(x1 - x0)
        h = np.sin((y1 - y0) / 2) ** 2 + np.cos(y0) * np.cos(y1) * np.sin(dx / 2) ** 2
        self.metres = 2 * spheres.MEAN_RADIUS * np.arcsin(np.sqrt(h))
        self.within = self.metres <= self.limit


class PostGISDistance(Pairs):
    def load(self):
        self.server, self.version = engines.postgis(self.task)
        columns = {
            "pair": np.arange(len(self.places[0]), dtype=np.int32),
            "x0": self.stores[0],
            "y0": self.stores[1],
            "x1": self.places[0],
            "y1": self.places[1],
        }
        engines.copy_columns(self.server, "raw", columns)
        self.server.execute("DROP TABLE IF EXISTS pairs")
        point = "ST_SetSRID(ST_MakePoint({}, {}), 4326)::geography AS {}"
        self.server.execute(
            "CREATE UNLOGGED TABLE pairs AS SELECT pair, "
            f"{point.format('x0', 'y0', 'store')}, {point.format('x1', 'y1', 'place')} FROM raw"
        )
        self.server.execute("ANALYZE pairs")

    def run(self):
        rows = self.server.execute(
            f"SELECT pair, d, d <= {self.limit} FROM"
            " (SELECT pair, ST_Distance(store, place) AS d FROM pairs OFFSET 0) one"
        ).fetchall()
        self.rows = np.array(rows, dtype="f8")

    def answer(self, path):
        rows = self.rows[np.argsort(self.rows[:, 0])]
        self.metres, self.within = rows[:, 1], rows[:, 2]
        super().answer(path)
