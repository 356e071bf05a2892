"""A CSV file of points in, a CSV file of points and fences out; imports of modules not counted."""

import tempfile

from ..worker import Peer
from . import engines
from .pairs import read_rank, write_winners


class FileJoin(Peer):
    def __init__(self, task):
        super().__init__(task)
        self.folder = tempfile.TemporaryDirectory(dir=task["scratch"])
        self.output = f"{self.folder.name}/out.csv"
        self.load()

    def load(self):
        raise NotImplementedError

    def answer(self, path):
        import numpy as np
        from pyarrow import csv

        table = csv.read_csv(self.output)
        fence = table["fence"].to_pylist()
        point = table["id"].to_numpy()
        inside = np.array([bool(one) for one in fence])
        number = np.array([int(one[1:]) for one in fence if one])
        rank = read_rank(self.task["fence_folder"])
        write_winners(path, self.task["n"], point[inside], number, rank)


class DuckDB(FileJoin):
    def load(self):
        self.duck, self.version = engines.duck(self.task["threads"])

    def run(self):
        self.duck.execute(
            "COPY (SELECT p.id, f.id AS fence"
            f" FROM read_csv('{self.task['points']}') p"
            f" LEFT JOIN ST_Read('{self.task['fences']}') f"
            " ON ST_Intersects(f.geom, ST_Point(p.lon, p.lat)))"
            f" TO '{self.output}' (HEADER)"
        )


class GeoPandas(FileJoin):
    def load(self):
        import geopandas

        self.geopandas = geopandas
        self.version = f"geopandas {geopandas.__version__}"

    def run(self):
        import pandas

        table = pandas.read_csv(self.task["points"])
        shapes = self.geopandas.points_from_xy(table["lon"], table["lat"], crs=4326)
        points = self.geopandas.GeoDataFrame(table[["id"]], geometry=shapes)
        fences = self.geopandas.read_file(self.task["fences"])[["id", "geometry"]]
        fences = fences.rename(columns={"id": "fence"})
        joined = points.sjoin(fences, how="left", predicate="intersects")
        joined[["id", "fence"]].to_csv(self.output, index=False)


class Sedona(FileJoin):
    """Arrow reads and writes the text."""

    def load(self):
        import geopandas
        from pyarrow import csv

        self.csv, self.geopandas = csv, geopandas
        self.sedona, self.version = engines.sedona(self.task["threads"])

    def run(self):
        import pyarrow

        self.sedona.create_data_frame(self.csv.read_csv(self.task["points"])).to_view("p", True)
        fences = self.geopandas.read_file(self.task["fences"])[["id", "geometry"]].set_crs(
            None, allow_override=True
        )
        self.sedona.create_data_frame(fences).to_view("f", True)
        table = self.sedona.sql(
            "SELECT p.id, f.id AS fence FROM p LEFT JOIN f"
            " ON ST_Intersects(f.geometry, ST_Point(p.lon, p.lat))"
        )
        self.csv.write_csv(pyarrow.table(table), self.output)
