"""Whole commands: CSV in, CSV out."""

from .. import places, workloads
from ..contender import command, python
from ..driver import Work
from ..places import CORES
from . import assign


def csv_assign(options) -> Work:
    n = 1_000_000 if options.quick else 10_000_000
    count, vertices = 3_000, 380
    points, fences = workloads.files(n, count, vertices)
    task = {
        "kind": "assign",
        "scratch": places.DATA,
        "argv": [
            str(places.leadline_command()),
            "assign",
            "--stores",
            str(points),
            "--fences",
            str(fences),
            "--format",
            "csv",
            "--output",
            "{folder}/out.csv",
        ],
    }
    contenders = [command("leadline assign", task, CORES, n, goal_mib=400, note="whole process")]

    def peer(name, cls, threads, sample=None, must=None, reach=None, **fields):
        size = min(n, sample or n)
        source, _ = workloads.files(size, count, vertices, n)
        contenders.append(
            python(
                name,
                "files",
                cls,
                {
                    "points": source,
                    "fences": fences,
                    "n": size,
                    "scratch": places.DATA,
                    "fence_folder": workloads.fences(count, vertices),
                },
                threads=threads,
                items=size,
                must=must,
                reach=reach,
                **fields,
            )
        )

    peer("DuckDB, COPY of a spatial join", "DuckDB", CORES, must=5, reach=12)
    # Ten million points as Python objects would take more memory than is fair to ask for.
    peer("geopandas, read_csv, sjoin, to_csv", "GeoPandas", 1, 1_000_000, 20, 100)
    peer("SedonaDB, CSV by Arrow", "Sedona", CORES, must=4, reach=10)
    return Work(
        name="csv-assign",
        title=f"CSV of {n:,} points in, CSV with their fence of {count:,} out",
        unit="row",
        contenders=contenders,
        compare=assign.compare,
        repetitions=options.repetitions(5),
        note="GeoJSON of the fences read each time; ours resolves winners, peers write pairs",
        load_timeout=900,
    )
