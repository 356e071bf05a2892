"""A million stores in a database file: taking them over, assigning them, asking for the nearest."""

import csv
import tempfile
from pathlib import Path

import numpy as np

from ..worker import Peer
from . import engines
from .pairs import read_wkb

RTREE = "CREATE VIRTUAL TABLE tree USING rtree(id, x0, x1, y0, y1)"
INSERT_BOXES = "INSERT INTO tree SELECT rowid, lon, lon, lat, lat FROM stores"


class Database(Peer):
    def __init__(self, task):
        super().__init__(task)
        self.folder = tempfile.TemporaryDirectory(dir=task["scratch"])
        self.path = Path(self.folder.name, "stores.db")
        self.load()

    def load(self):
        pass

    def remove(self):
        for path in Path(self.folder.name).glob("stores.db*"):
            path.unlink()

    def answer(self, path):
        Path(path).write_text(str(self.result))


def sqlite_import(path: Path, source: str):
    import sqlite3

    database = sqlite3.connect(path)
    database.execute("CREATE TABLE stores (id TEXT PRIMARY KEY, name TEXT, lon REAL, lat REAL)")
    with open(source, newline="") as file, database:
        rows = csv.reader(file)
        next(rows)
        database.executemany("INSERT INTO stores VALUES (?, ?, ?, ?)", rows)
        database.execute(RTREE)
        database.execute(INSERT_BOXES)
    return database


class SQLiteImport(Database):
    def load(self):
        import sqlite3

        self.version = f"SQLite {sqlite3.sqlite_version}"

    def before(self):
        self.remove()

    def run(self):
        database = sqlite_import(self.path, self.task["csv"])
        self.result = database.execute("SELECT count(*) FROM tree").fetchone()[0]
        database.close()


class SpatiaLiteImport(Database):
    """Through apsw, as Python's own module is often built without loading of extensions."""

    def load(self):
        probe = self.connect(":memory:")
        version = next(probe.execute("SELECT spatialite_version()"))[0]
        self.version = f"SpatiaLite {version}"

    @staticmethod
    def connect(path):
        import apsw

        database = apsw.Connection(str(path))
        database.enable_load_extension(True)
        database.load_extension("mod_spatialite")
        return database

    def before(self):
        self.remove()

    def run(self):
        database = self.connect(self.path)
        with open(self.task["csv"], newline="") as file, database:
            database.execute("SELECT InitSpatialMetaData()")
            database.execute("CREATE TABLE stores (id TEXT PRIMARY KEY, name TEXT)")
            database.execute("SELECT AddGeometryColumn('stores', 'geom', 4326, 'POINT', 'XY')")
            rows = csv.reader(file)
            next(rows)
            database.executemany(
                "INSERT INTO stores"
                " VALUES (?, ?, MakePoint(CAST(? AS REAL), CAST(? AS REAL), 4326))",
                rows,
            )
            database.execute("SELECT CreateSpatialIndex('stores', 'geom')")
        self.result = next(database.execute("SELECT count(*) FROM idx_stores_geom"))[0]
        database.close()


class DuckDBImport(Database):
    def load(self):
        self.duck, self.version = engines.duck(self.task["threads"])

    def before(self):
        self.duck.execute("DETACH DATABASE IF EXISTS kept")
        self.remove()

    def run(self):
        self.duck.execute(f"ATTACH '{self.path}' AS kept")
        self.duck.execute(
            "CREATE TABLE kept.stores AS SELECT id, name, ST_Point(lon, lat) AS geom"
            f" FROM read_csv('{self.task['csv']}')"
        )
        self.duck.execute("CREATE UNIQUE INDEX by_id ON kept.stores (id)")
        self.duck.execute("CREATE INDEX by_place ON kept.stores USING RTREE (geom)")
        self.duck.execute("CHECKPOINT kept")
        self.result = self.duck.execute("SELECT count(*) FROM kept.stores").fetchone()[0]


def postgis_import(server, source: str) -> None:
    server.execute("DROP TABLE IF EXISTS kept")
    server.execute("CREATE TABLE kept (id text, name text, lon float8, lat float8)")
    with server.cursor() as cursor, open(source, "rb") as file:
        with cursor.copy("COPY kept FROM STDIN (FORMAT csv, HEADER)") as copy:
            while piece := file.read(1 << 20):
                copy.write(piece)
    server.execute("ALTER TABLE kept ADD COLUMN territory text")
    server.execute("ALTER TABLE kept ADD COLUMN geom geometry(Point, 4326)")
    server.execute("UPDATE kept SET geom = ST_SetSRID(ST_MakePoint(lon, lat), 4326)")
    server.execute("ALTER TABLE kept ADD PRIMARY KEY (id)")
    server.execute("CREATE INDEX ON kept USING gist (geom)")
    server.execute("CREATE INDEX ON kept USING gist ((geom::geography))")
    server.execute("ANALYZE kept")


class PostGISImport(Database):
    def load(self):
        self.server, self.version = engines.postgis(self.task)

    def run(self):
        postgis_import(self.server, self.task["csv"])
        self.result = self.server.execute("SELECT count(*) FROM kept").fetchone()[0]


class PostGISAssign(Database):
    def load(self):
        self.server, self.version = engines.postgis(self.task)
        postgis_import(self.server, self.task["csv"])
        self.server.execute("DROP TABLE IF EXISTS areas")
        self.server.execute("CREATE TABLE areas (fence text, geom geometry)")
        with self.server.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO areas VALUES (%s, ST_SetSRID(ST_GeomFromWKB(%s), 4326))",
                [(f"f{n:06d}", wkb) for n, wkb in enumerate(read_wkb(self.task["fences"]))],
            )
        self.server.execute("CREATE INDEX ON areas USING gist (geom)")
        self.server.execute("ANALYZE areas")

    def before(self):
        self.server.execute("UPDATE kept SET territory = NULL WHERE territory IS NOT NULL")
        self.server.execute("VACUUM kept")

    def run(self):
        done = self.server.execute(
            "UPDATE kept SET territory = areas.fence FROM areas"
            " WHERE ST_Covers(areas.geom, kept.geom)"
        )
        self.result = done.rowcount


class DuckDBAssign(Database):
    def load(self):
        from . import arrow

        self.duck, self.version = engines.duck(self.task["threads"])
        self.duck.execute(f"ATTACH '{self.path}' AS kept")
        self.duck.execute(
            "CREATE TABLE kept.stores AS SELECT id, name, ST_Point(lon, lat) AS geom"
            f" FROM read_csv('{self.task['csv']}')"
        )
        wkb = arrow.fences(read_wkb(self.task["fences"]), geoarrow=False)
        self.duck.register("incoming", wkb)
        self.duck.execute(
            "CREATE TABLE kept.fences AS SELECT fence, ST_GeomFromWKB(geom) AS geom FROM incoming"
        )

    def before(self):
        self.duck.execute("DROP TABLE IF EXISTS kept.assigned")

    def run(self):
        # A new table: DuckDB's UPDATE with a spatial condition would compare every pair.
        self.duck.execute(
            "CREATE TABLE kept.assigned AS SELECT s.id, min(f.fence) AS fence FROM kept.stores s"
            " JOIN kept.fences f ON ST_Intersects(f.geom, s.geom) GROUP BY s.id"
        )
        self.duck.execute("CHECKPOINT kept")
        self.result = self.duck.execute("SELECT count(*) FROM kept.assigned").fetchone()[0]


def sqlite_nearest(path, x: float, y: float, k: int) -> str:
    """Opens the file and asks with growing boxes until k are nearer than the box is wide."""
    import sqlite3

    from pyproj import Geod

    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    metres = 5_000.0
    while True:
        high = metres / 110_000
        wide = high / np.cos(np.radians(abs(y) + high))
        rows = database.execute(
            "SELECT s.id, s.lon, s.lat FROM tree t JOIN stores s ON s.rowid = t.id"
            " WHERE x1 >= ? AND x0 <= ? AND y1 >= ? AND y0 <= ?",
            (x - wide, x + wide, y - high, y + high),
        ).fetchall()
        if len(rows) >= k:
            ids, lon, lat = zip(*rows)
            _, _, s = Geod(ellps="WGS84").inv([x] * len(ids), [y] * len(ids), lon, lat)
            best = sorted(zip(s, ids))[:k]
            if best[-1][0] <= metres:
                database.close()
                return "\n".join(name for _, name in best)
        metres *= 2


class SQLiteNearby(Database):
    """The interpreter runs already, so its start is not counted."""

    def load(self):
        import sqlite3

        self.version = f"SQLite {sqlite3.sqlite_version}"
        sqlite_import(self.path, self.task["csv"]).close()

    def run(self):
        self.result = sqlite_nearest(self.path, *self.task["place"], self.task["k"])


class SQLiteNearbyProcess(SQLiteNearby):
    """Its start is counted."""

    def run(self):
        import subprocess
        import sys

        program = "import sys; from bench.peers.databases import sqlite_nearest as nearest;"
        program += " print(nearest(sys.argv[1], *map(float, sys.argv[2:4]), int(sys.argv[4])))"
        words = [self.path, *self.task["place"], self.task["k"]]
        self.result = subprocess.run(
            [sys.executable, "-c", program, *map(str, words)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout


class PostGISNearby(Database):
    """Connects, asks, ends the connection; the server runs already and has its pages in memory."""

    def load(self):
        self.server, self.version = engines.postgis(self.task)
        postgis_import(self.server, self.task["csv"])

    def run(self):
        import psycopg

        x, y = self.task["place"]
        with psycopg.connect(self.task["postgis"]) as connection:
            rows = connection.execute(
                "SELECT id FROM kept ORDER BY geom::geography <->"
                f" ST_SetSRID(ST_MakePoint({x}, {y}), 4326)::geography LIMIT {self.task['k']}"
            ).fetchall()
        self.result = "\n".join(name for (name,) in rows)
