"""Building an index over the stores; degrees are converted before."""

import numpy as np

from ..worker import Peer
from . import engines, spheres
from .pairs import read_places


class Build(Peer):
    count = 0

    def __init__(self, task):
        super().__init__(task)
        self.stores = read_places(task["stores"], task["n"])
        self.index = None
        self.load()

    def load(self):
        raise NotImplementedError

    def before(self):
        self.index = None

    def answer(self, path):
        np.array([len(self.stores[0])]).astype("<i8").tofile(path)


class Scipy(Build):
    def load(self):
        import scipy
        from scipy.spatial import cKDTree

        self.version, self.tree = f"scipy {scipy.__version__}", cKDTree
        self.places = spheres.ecef(*self.stores)

    def run(self):
        self.index = self.tree(self.places)


class PyKDTree(Build):
    def load(self):
        from importlib.metadata import version

        from pykdtree.kdtree import KDTree

        self.version, self.tree = f"pykdtree {version('pykdtree')}", KDTree
        self.places = spheres.ecef(*self.stores)

    def run(self):
        self.index = self.tree(self.places)


class BallTree(Build):
    def load(self):
        import sklearn
        from sklearn.neighbors import BallTree as Tree

        self.version, self.tree = f"scikit-learn {sklearn.__version__}", Tree
        self.places = spheres.latitude_first(*self.stores)

    def run(self):
        self.index = self.tree(self.places, metric="haversine")


class Shapely(Build):
    def load(self):
        import shapely

        self.shapely = shapely
        self.version = f"shapely {shapely.__version__}, GEOS {shapely.geos_version_string}"
        self.places = shapely.points(*self.stores)

    def run(self):
        # The tree is made at the first question.
        self.index = self.shapely.STRtree(self.places)
        self.index.query(self.places[0])


class SQLiteRTree(Build):
    def load(self):
        import sqlite3

        self.sqlite = sqlite3
        self.version = f"SQLite {sqlite3.sqlite_version}"
        x, y = (column.tolist() for column in self.stores)
        self.rows = [(i, x[i], x[i], y[i], y[i]) for i in range(len(x))]

    def run(self):
        self.index = self.sqlite.connect(":memory:")
        self.index.execute("CREATE VIRTUAL TABLE tree USING rtree(id, x0, x1, y0, y1)")
        with self.index:
            self.index.executemany("INSERT INTO tree VALUES (?, ?, ?, ?, ?)", self.rows)


class PostGIS(Build):
    def load(self):
        self.server, self.version = engines.postgis(self.task)
        engines.copy_columns(self.server, "raw", {"x": self.stores[0], "y": self.stores[1]})
        self.server.execute("DROP TABLE IF EXISTS built")
        self.server.execute(
            "CREATE UNLOGGED TABLE built AS"
            " SELECT ST_SetSRID(ST_MakePoint(x, y), 4326)::geography AS geog FROM raw"
        )

    def before(self):
        self.server.execute("DROP INDEX IF EXISTS built_index")

    def run(self):
        self.server.execute("CREATE INDEX built_index ON built USING gist (geog)")
