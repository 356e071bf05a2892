"""The ten nearest stores of each query, and all within a distance."""

import numpy as np

from ..worker import Peer
from . import arrow, engines, spheres
from .pairs import read_places

CHUNK = 250_000


class Search(Peer):
    def __init__(self, task):
        super().__init__(task)
        self.stores = read_places(task["stores"])
        self.queries = read_places(task["queries"], task["n"])
        self.k = task.get("k")
        self.load()

    def load(self):
        raise NotImplementedError

    def answer(self, path):
        """A matrix of positions for the nearest, rows of different length for a distance."""
        if isinstance(self.found, np.ndarray) and self.found.ndim == 2:
            counts = np.full(len(self.found), self.found.shape[1])
            positions = self.found.ravel()
        else:
            counts = np.array([len(one) for one in self.found])
            positions = np.concatenate(self.found) if len(self.found) else np.empty(0)
        np.concatenate([[0], np.cumsum(counts)]).astype("<i8").tofile(path + ".offsets")
        positions.astype("<u4").tofile(path + ".positions")


class ScipyTree(Search):
    """Order of chords; neither geodesic order nor metres."""

    def load(self):
        import scipy
        from scipy.spatial import cKDTree

        self.version = f"scipy {scipy.__version__}"
        self.tree = cKDTree(spheres.ecef(*self.stores))
        self.places = spheres.ecef(*self.queries)
        if self.task.get("sorted"):
            self.order = self.along_a_curve()
            self.places = self.places[self.order]

    def along_a_curve(self) -> np.ndarray:
        """Queries in the order of a Z curve over degrees, so that neighbours share caches."""
        x, y = self.queries
        cells = [
            ((x + 180) / 360 * 65535).astype(np.uint64),
            ((y + 90) / 180 * 65535).astype(np.uint64),
        ]
        key = np.zeros(len(x), dtype=np.uint64)
        for bit in range(16):
            for axis in (0, 1):
                key |= ((cells[axis] >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit + axis)
        return np.argsort(key, kind="stable")

    def run(self):
        self.distance, self.found = self.tree.query(
            self.places, self.k, workers=self.task["threads"]
        )

    def answer(self, path):
        if self.task.get("sorted"):
            found = np.empty_like(self.found)
            found[self.order] = self.found
            self.found = found
        super().answer(path)


class ScipyOnce(Search):
    """The tree is built for one question."""

    def load(self):
        import scipy
        from scipy.spatial import cKDTree

        self.version, self.tree = f"scipy {scipy.__version__}", cKDTree
        self.places = [spheres.ecef(*self.stores), spheres.ecef(*self.queries)]

    def run(self):
        _, self.found = self.tree(self.places[0]).query(self.places[1], self.k)


class ScipyGeodesic(ScipyTree):
    """Four more than asked for, then PROJ's geodesic for each and the order of those."""

    def run(self):
        from pyproj import Geod

        geod = Geod(ellps="WGS84")
        _, found = self.tree.query(self.places, self.k + 4, workers=self.task["threads"])
        (sx, sy), (qx, qy) = self.stores, self.queries
        best, metres = [], []
        for start in range(0, len(found), CHUNK):
            part = found[start : start + CHUNK]
            wide = np.repeat(np.arange(start, start + len(part)), part.shape[1])
            flat = part.ravel()
            _, _, s = geod.inv(qx[wide], qy[wide], sx[flat], sy[flat])
            s = s.reshape(part.shape)
            # Equal distances go by position.
            order = np.lexsort((part, s), axis=1)[:, : self.k]
            best.append(np.take_along_axis(part, order, 1))
            metres.append(np.take_along_axis(s, order, 1))
        self.found, self.metres = np.concatenate(best), np.concatenate(metres)

    def answer(self, path):
        super().answer(path)
        self.metres.astype("<f8").tofile(path + ".metres")


class PyKDTree(Search):
    def load(self):
        from importlib.metadata import version

        from pykdtree.kdtree import KDTree

        self.version = f"pykdtree {version('pykdtree')}"
        self.tree = KDTree(spheres.ecef(*self.stores))
        self.places = spheres.ecef(*self.queries)

    def run(self):
        _, self.found = self.tree.query(self.places, self.k)


class BallTree(Search):
    def load(self):
        import sklearn
        from sklearn.neighbors import BallTree as Tree

        spheres.check_order()
        self.version = f"scikit-learn {sklearn.__version__}"
        self.tree = Tree(spheres.latitude_first(*self.stores), metric="haversine")
        self.places = spheres.latitude_first(*self.queries)

    def run(self):
        if self.k:
            self.found = self.tree.query(self.places, self.k, return_distance=False)
        else:
            radius = self.task["within"] / spheres.MEAN_RADIUS
            self.found = self.tree.query_radius(self.places, radius)


class ScipyBall(ScipyTree):
    """All within the chord of the distance."""

    def run(self):
        metres = self.task["within"]
        chord = 2 * spheres.MEAN_RADIUS * np.sin(metres / 2 / spheres.MEAN_RADIUS)
        self.found = self.tree.query_ball_point(
            self.places, chord, workers=self.task["threads"], return_sorted=False
        )


class SedonaKNN(Search):
    """On degrees as a plane, or by the great circle when `sphere` is asked for."""

    def load(self):
        self.sedona, self.version = engines.sedona(self.task["threads"])
        for name, columns in (("store", self.stores), ("query", self.queries)):
            frame = self.sedona.create_data_frame(arrow.points(*columns, name=name))
            frame.to_memtable().to_view(f"{name}_table", True)

    def run(self):
        import pyarrow

        sphere = "true" if self.task["sphere"] else "false"
        self.table = pyarrow.table(
            self.sedona.sql(
                "SELECT q.query, s.store FROM query_table q JOIN store_table s"
                f" ON ST_KNN(q.geom, s.geom, {self.k}, {sphere})"
            )
        )

    def answer(self, path):
        query = self.table["query"].to_numpy()
        store = self.table["store"].to_numpy()
        self.found = ranked(query, store, self.queries, self.stores)
        super().answer(path)


def ranked(query, store, queries, stores) -> list[np.ndarray]:
    """Pairs in any order as rows of each query, nearest first by the geodesic."""
    from pyproj import Geod

    _, _, s = Geod(ellps="WGS84").inv(
        queries[0][query], queries[1][query], stores[0][store], stores[1][store]
    )
    order = np.lexsort((store, s, query))
    counts = np.bincount(query, minlength=len(queries[0]))
    return np.split(store[order], np.cumsum(counts)[:-1])


class SQLiteRTree(Search):
    """Rings of growing boxes around each query until ten are nearer than the box is wide."""

    def load(self):
        import sqlite3

        from pyproj import Geod

        self.geod = Geod(ellps="WGS84")
        self.version = f"SQLite {sqlite3.sqlite_version}"
        self.database = sqlite3.connect(":memory:")
        self.database.execute("CREATE VIRTUAL TABLE tree USING rtree(id, x0, x1, y0, y1)")
        x, y = (column.tolist() for column in self.stores)
        self.database.executemany(
            "INSERT INTO tree VALUES (?, ?, ?, ?, ?)",
            ((i, x[i], x[i], y[i], y[i]) for i in range(len(x))),
        )

    def run(self):
        found = []
        for x, y in zip(*self.queries):
            found.append(self.nearest(float(x), float(y)))
        self.found = np.array(found)

    def nearest(self, x, y):
        sx, sy = self.stores
        metres = 5_000.0
        while True:
            high = metres / 110_000
            narrow = max(np.cos(np.radians(min(abs(y) + high, 90.0))), 1e-6)
            wide = min(high / narrow, 360.0)
            ids = []
            for turn in (-360.0, 0.0, 360.0):
                if x + turn - wide > 180 or x + turn + wide < -180:
                    continue
                ids += self.database.execute(
                    "SELECT id FROM tree WHERE x1 >= ? AND x0 <= ? AND y1 >= ? AND y0 <= ?",
                    (x + turn - wide, x + turn + wide, y - high, y + high),
                ).fetchall()
            ids = np.unique(np.array(ids, dtype=np.int64))
            if len(ids) >= self.k:
                _, _, s = self.geod.inv(
                    np.full(len(ids), x), np.full(len(ids), y), sx[ids], sy[ids]
                )
                order = np.lexsort((ids, s))[: self.k]
                if s[order[-1]] <= metres:
                    return ids[order]
            metres *= 2


class PostGISNearest(Search):
    def load(self):
        self.server, self.version = engines.postgis(self.task)
        for name, columns in (("store", self.stores), ("query", self.queries)):
            numbers = np.arange(len(columns[0]), dtype=np.int32)
            engines.copy_columns(
                self.server, "raw", {name: numbers, "x": columns[0], "y": columns[1]}
            )
            self.server.execute(f"DROP TABLE IF EXISTS {name}_table")
            self.server.execute(
                f"CREATE UNLOGGED TABLE {name}_table AS"
                f" SELECT {name}, ST_SetSRID(ST_MakePoint(x, y), 4326)::geography AS geog FROM raw"
            )
        self.server.execute("CREATE INDEX ON store_table USING gist (geog)")
        self.server.execute("ANALYZE store_table, query_table")

    def run(self):
        if self.k:
            statement = (
                "SELECT q.query, s.store FROM query_table q CROSS JOIN LATERAL (SELECT store"
                f" FROM store_table ORDER BY geog <-> q.geog LIMIT {self.k}) s"
            )
        else:
            statement = (
                "SELECT q.query, s.store FROM query_table q JOIN store_table s"
                f" ON ST_DWithin(s.geog, q.geog, {self.task['within']})"
            )
        self.rows = self.server.execute(statement).fetchall()

    def answer(self, path):
        query, store = np.array(self.rows).T
        self.found = ranked(query, store, self.queries, self.stores)
        super().answer(path)
