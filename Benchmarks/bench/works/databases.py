"""The database: taking stores over, assigning them, asking for the nearest."""

import csv as text
from pathlib import Path

from .. import places, workloads
from ..contender import command, python
from ..driver import Differs, Work
from ..places import CORES

COUNT, VERTICES, K = 3_000, 380, 10


def store_count(options) -> int:
    return 200_000 if options.quick else 1_000_000


def goal(seconds: float, options) -> float | None:
    """The goals are for a million stores."""
    return None if options.quick else seconds


def base(kind: str, **more) -> dict:
    return {"kind": kind, "scratch": places.DATA, **more}


def leadline(*words) -> list[str]:
    return [str(places.leadline_command()), *map(str, words)]


def total(path: Path) -> int:
    """A bare number, what an import tells, or the sum of the stores that got a territory."""
    content = path.read_text()
    if content.strip().isdigit():
        return int(content)
    rows = list(text.DictReader(content.splitlines()))
    if "inserted" in rows[0]:
        return int(rows[0]["inserted"])
    return sum(int(row["stores"]) for row in rows if row["territory"])


def same_count(reference, path, contender) -> str:
    mine, theirs = total(reference), total(path)
    if mine != theirs:
        raise Differs(f"{theirs:,} stores instead of {mine:,}")
    return f"{theirs:,} stores"


def same_ids(reference, path, contender) -> str:
    if reference.read_text().split() != path.read_text().split():
        raise Differs("other ids or another order")
    return "equal"


def import_stores(options) -> Work:
    stores = store_count(options)
    source = workloads.store_csv("clustered", stores)
    task = base(
        "summary",
        argv=leadline(
            "import", "stores", source, "--database", "{folder}/leads.gpkg", "--format", "csv"
        ),
        remove=["leads.gpkg*"],
    )
    contenders = [
        command(
            "leadline import",
            task,
            CORES,
            stores,
            goal_seconds=goal(10, options),
            note="whole process",
        )
    ]

    def peer(name, cls, threads=1, **fields):
        contenders.append(
            python(
                name,
                "databases",
                cls,
                base("", csv=source, **options.peer_task),
                threads=threads,
                items=stores,
                **fields,
            )
        )

    peer("SQLite with R*Tree", "SQLiteImport")
    peer("SpatiaLite with its index", "SpatiaLiteImport")
    peer("DuckDB with RTREE", "DuckDBImport", CORES)
    if options.postgis:
        peer("PostGIS, COPY, GiST", "PostGISImport", CORES)
    return Work(
        name="database-import",
        title=f"CSV of {stores:,} stores into a new database, indexes included",
        unit="store",
        contenders=contenders,
        compare=same_count,
        repetitions=options.repetitions(5),
        note="ours checks every row, keeps ids unique and records where rows came from",
    )


def assign_stores(options) -> Work:
    stores = store_count(options)
    source, fences = workloads.files(stores, COUNT, VERTICES)
    named = workloads.named_points_csv(stores)
    database = ["--database", "{folder}/imported.gpkg"]
    task = base(
        "summary",
        argv=leadline(
            "assign", "--database", "{folder}/leads.gpkg", "--summary", "--format", "csv"
        ),
        prepare=[
            leadline("import", "stores", source, *database),
            leadline("import", "fences", fences, *database),
        ],
        remove=["leads.gpkg*"],
        copy=[["imported.gpkg", "leads.gpkg"]],
    )
    contenders = [
        command(
            "leadline assign",
            task,
            CORES,
            stores,
            goal_seconds=goal(5, options),
            note="whole process",
        )
    ]

    def peer(name, cls, **fields):
        contenders.append(
            python(
                name,
                "databases",
                cls,
                base("", csv=named, fences=workloads.fences(COUNT, VERTICES), **options.peer_task),
                threads=CORES,
                items=stores,
                **fields,
            )
        )

    peer("DuckDB, join into a new table", "DuckDBAssign", note="any fence of several")
    if options.postgis:
        peer("PostGIS, UPDATE by ST_Covers", "PostGISAssign", note="any fence of several")
    return Work(
        name="database-assign",
        title=f"{stores:,} stores of a database to {COUNT:,} fences, written back",
        unit="store",
        contenders=contenders,
        compare=same_count,
        repetitions=options.repetitions(5),
        note="ours resolves winners and records every move",
    )


def nearby(options) -> Work:
    stores = store_count(options)
    source = workloads.store_csv("clustered", stores)
    folder = workloads.stores("clustered", stores)
    # A place in a town of middling size, a little beside a store.
    x = float(workloads.column(folder, "lon.f64")[77]) + 0.01
    y = float(workloads.column(folder, "lat.f64")[77]) + 0.01
    place = f"{x:.7f},{y:.7f}"
    task = base(
        "nearby",
        argv=leadline(
            "nearby", place, "--limit", K, "--database", "{folder}/leads.gpkg", "--format", "csv"
        ),
        prepare=[leadline("import", "stores", source, "--database", "{folder}/leads.gpkg")],
    )
    if place.startswith("-"):
        task["argv"] = leadline(
            "nearby",
            "--limit",
            K,
            "--database",
            "{folder}/leads.gpkg",
            "--format",
            "csv",
            "--",
            place,
        )
    contenders = [
        command("leadline nearby", task, CORES, 1, goal_seconds=0.05, note="whole process")
    ]

    def peer(name, cls, **fields):
        contenders.append(
            python(
                name,
                "databases",
                cls,
                base("", csv=source, place=[round(x, 7), round(y, 7)], k=K, **options.peer_task),
                threads=CORES,
                items=1,
                **fields,
            )
        )

    peer("SQLite R*Tree, boxes, then Geod.inv", "SQLiteNearby", note="open and ask, no process")
    peer("SQLite R*Tree, boxes, then Geod.inv", "SQLiteNearbyProcess", note="whole Python process")
    if options.postgis:
        peer("PostGIS geography <->", "PostGISNearby", note="connect and ask, no process")
    return Work(
        name="database-nearby",
        title=f"one question for the {K} nearest to a database of {stores:,} stores",
        unit="question",
        contenders=contenders,
        compare=same_ids,
        repetitions=options.repetitions(7),
    )
