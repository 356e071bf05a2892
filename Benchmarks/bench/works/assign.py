"""Points to fences, in memory."""

import numpy as np

from .. import workloads
from ..contender import native, ours, python
from ..driver import Differs, Work
from ..places import CORES


def compare(reference, path, contender) -> str:
    mine = np.fromfile(reference, dtype="<i4")[: contender.items]
    theirs = np.fromfile(path, dtype="<i4")
    if len(mine) != len(theirs):
        raise Differs(f"{len(theirs)} places instead of {len(mine)}")
    different = int((mine != theirs).sum())
    if different:
        raise Differs(f"{different} of {len(mine)} places")
    return "equal"


def contenders(options, fences, points, n, build=False, targets=None):
    targets = targets or {}
    task = {"fences": fences, "points": points, "n": n, "build": build}
    work = "assign-build" if build else "assign"
    result = [
        ours(
            f"leadline, {threads} threads" if threads > 1 else "leadline, 1 thread",
            work,
            threads,
            n,
            one_core=build and threads == 1,
            fences=fences,
            points=points,
            n=n,
        )
        for threads in sorted({CORES, 1}, reverse=True)
    ]

    def peer(key, name, cls, threads=1, sample=None, **fields):
        must, reach = targets.get(key, (None, None))
        count = min(n, sample or n)
        result.append(
            python(
                name,
                "assign",
                cls,
                dict(task, n=count, **options.peer_task),
                threads=threads,
                items=count,
                must=must,
                reach=reach,
                **fields,
            )
        )

    peer("sedona", "SedonaDB", "Sedona", CORES)
    peer("duckdb", "DuckDB spatial", "DuckDB", CORES, 1_000_000 if options.quick else None)
    sample = 1_000_000
    peer("shapely", "shapely, STRtree and prepared polygons", "Shapely", 1, sample)
    peer("points", "shapely, STRtree of the points, as GeoPandas", "ShapelyPointTree", 1, sample)
    must, reach = targets.get("geos", (None, None))
    if not build:
        for threads in sorted({1, CORES}):
            result.append(
                native(
                    "GEOS in C, STRtree and prepared polygons",
                    "geos_assign",
                    [fences, points, min(n, sample), threads],
                    threads=threads,
                    items=min(n, sample),
                    must=must,
                    reach=reach,
                )
            )
    if options.postgis:
        peer("postgis", "PostGIS", "PostGIS", CORES, 20_000 if options.quick else 100_000)
    return result


MEMORY = {
    "sedona": (8, 25),
    "duckdb": (20, 60),
    "shapely": (40, 100),
    "points": (40, 100),
    "geos": (5, 10),
    "postgis": (100, 300),
}


def in_memory(count, vertices):
    def make(options) -> Work:
        n = 1_000_000 if options.quick else 10_000_000
        fences, points = workloads.fences(count, vertices), workloads.fence_points(n)
        return Work(
            name=f"assign-{count}",
            title=f"{n:,} points to {count:,} fences of {vertices} vertices, in memory",
            unit="point",
            contenders=contenders(options, fences, points, n, targets=MEMORY),
            compare=compare,
            repetitions=options.repetitions(7),
            note="indexes are built before; peers give pairs and need not choose the winner",
        )

    return make


def build_counted(options) -> Work:
    n = 1_000_000
    fences, points = workloads.fences(3_000, 380), workloads.fence_points(n)
    return Work(
        name="assign-build",
        title=f"{n:,} points to 3,000 fences of 380 vertices, build of the index counted",
        unit="point",
        contenders=contenders(options, fences, points, n, build=True, targets={"sedona": (2, 5)}),
        compare=compare,
        repetitions=options.repetitions(7),
        note="SedonaDB, DuckDB and PostGIS build or hold their index as they always do",
    )


def borders(options) -> Work:
    n = 200_000
    fences = workloads.fences(3_000, 380)
    points = workloads.folder(f"border-points-{n}", workloads.border_points, fences, n)
    return Work(
        name="assign-borders",
        title=f"{n:,} points on borders of 3,000 fences or one rounding step beside them",
        unit="point",
        contenders=contenders(options, fences, points, n),
        compare=compare,
        repetitions=options.repetitions(5),
        note="the worst case: no point is far from a border",
    )


def counties(options) -> Work | None:
    if not (options.data and (options.data / "b05_us_counties_500k").is_dir()):
        return None
    n = 1_000_000
    fences = workloads.folder("counties", workloads.real_fences, options.data)
    points = workloads.folder(f"county-points-{n}", workloads.county_points, fences, n)
    return Work(
        name="assign-counties",
        title=f"{n:,} points to 639 counties of the USA, 344 vertices on average, in memory",
        unit="point",
        contenders=contenders(options, fences, points, n, targets=MEMORY),
        compare=compare,
        repetitions=options.repetitions(7),
        note="real borders; half of the points lie within some kilometres of one",
    )
