"""Which fences cover each point. Peers give pairs; choosing the winner is not timed for them."""

import numpy as np

from ..worker import Peer
from . import arrow, engines
from .pairs import read_places, read_rank, read_wkb, write_winners

CHUNK = 1_000_000
JOIN = (
    "SELECT points.point, fences.fence FROM points JOIN fences"
    " ON ST_Intersects(fences.geom, points.geom)"
)


class Join(Peer):
    def __init__(self, task):
        super().__init__(task)
        self.x, self.y = read_places(task["points"], task["n"])
        self.wkb = read_wkb(task["fences"])
        self.load()

    def load(self):
        raise NotImplementedError

    def pairs(self):
        """The columns of points and of fences of the last run."""
        raise NotImplementedError

    def answer(self, path):
        point, fence = self.pairs()
        write_winners(path, len(self.x), point, fence, read_rank(self.task["fences"]))


class Sedona(Join):
    def load(self):
        self.sedona, self.version = engines.sedona(self.task["threads"])
        for name, table in (
            ("fences", arrow.fences(self.wkb)),
            ("points", arrow.points(self.x, self.y)),
        ):
            self.sedona.create_data_frame(table).to_memtable().to_view(name, True)

    def run(self):
        import pyarrow

        self.table = pyarrow.table(self.sedona.sql(JOIN))

    def pairs(self):
        return self.table["point"].to_numpy(), self.table["fence"].to_numpy()


class DuckDB(Join):
    def load(self):
        import pyarrow

        self.duck, self.version = engines.duck(self.task["threads"])
        self.duck.register("incoming", arrow.fences(self.wkb, geoarrow=False))
        self.duck.execute(
            "CREATE TABLE fences AS SELECT fence, ST_GeomFromWKB(geom) AS geom FROM incoming"
        )
        numbers = np.arange(len(self.x), dtype=np.int32)
        columns = pyarrow.table({"point": numbers, "x": self.x, "y": self.y})
        self.duck.register("columns", columns)
        self.duck.execute(
            "CREATE TABLE points AS SELECT point, ST_Point(x, y) AS geom FROM columns"
        )

    def run(self):
        self.table = self.duck.execute(JOIN).fetchnumpy()

    def pairs(self):
        return self.table["point"], self.table["fence"]


class Shapely(Join):
    """Boxes by the tree, then each pair by its prepared polygon: the fastest way found."""

    def load(self):
        import shapely

        self.shapely = shapely
        self.version = f"shapely {shapely.__version__}, GEOS {shapely.geos_version_string}"
        self.fences = shapely.from_wkb(self.wkb)
        if not self.task.get("build"):
            self.build()

    def build(self):
        self.tree = self.shapely.STRtree(self.fences)
        self.shapely.prepare(self.fences)

    def before(self):
        if self.task.get("build"):
            self.fences = self.shapely.from_wkb(self.wkb)

    def run(self):
        if self.task.get("build"):
            self.build()
        points, fences = [], []
        for start in range(0, len(self.x), CHUNK):
            x, y = self.x[start : start + CHUNK], self.y[start : start + CHUNK]
            point, fence = self.tree.query(self.shapely.points(x, y))
            inside = self.shapely.intersects_xy(self.fences[fence], x[point], y[point])
            points.append(point[inside] + start)
            fences.append(fence[inside])
        self.found = np.concatenate(points), np.concatenate(fences)

    def pairs(self):
        return self.found


class ShapelyPointTree(Join):
    """A tree of the points, asked with prepared polygons, as GeoPandas does; tree counted."""

    def load(self):
        import shapely

        self.shapely = shapely
        self.version = f"shapely {shapely.__version__}, GEOS {shapely.geos_version_string}"
        self.fences = shapely.from_wkb(self.wkb)
        self.points = shapely.points(self.x, self.y)
        shapely.prepare(self.fences)

    def run(self):
        tree = self.shapely.STRtree(self.points)
        self.found = tree.query(self.fences, predicate="covers")

    def pairs(self):
        return self.found[1], self.found[0]


class PostGIS(Join):
    def load(self):
        self.server, self.version = engines.postgis(self.task)
        numbers = np.arange(len(self.x), dtype=np.int32)
        engines.copy_columns(self.server, "raw", {"point": numbers, "x": self.x, "y": self.y})
        self.server.execute("DROP TABLE IF EXISTS points, fences")
        self.server.execute(
            "CREATE UNLOGGED TABLE points AS"
            " SELECT point, ST_SetSRID(ST_MakePoint(x, y), 4326) AS geom FROM raw"
        )
        self.server.execute("CREATE UNLOGGED TABLE fences (fence int, geom geometry)")
        with self.server.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO fences VALUES (%s, ST_SetSRID(ST_GeomFromWKB(%s), 4326))",
                list(enumerate(self.wkb)),
            )
        self.server.execute("CREATE INDEX ON fences USING gist (geom)")
        self.server.execute("ANALYZE points, fences")

    def run(self):
        self.rows = self.server.execute(JOIN).fetchall()

    def pairs(self):
        return np.array(self.rows).T
