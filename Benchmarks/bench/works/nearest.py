"""Nearest stores, and those within a distance."""

from pathlib import Path

import numpy as np

from .. import workloads
from ..contender import native, ours, python
from ..driver import Differs, Work
from ..places import CORES

# Distances nearer to each other than this are a tie that rounding may decide either way.
TIE_METRES = 1e-6


def read(path: Path):
    offsets = np.fromfile(f"{path}.offsets", dtype="<i8")
    return offsets, np.fromfile(f"{path}.positions", dtype="<u4")


def metres_of(stores, queries, query, store):
    from pyproj import Geod

    sx, sy = (workloads.column(stores, f"{axis}.f64") for axis in ("lon", "lat"))
    qx, qy = (workloads.column(queries, f"{axis}.f64") for axis in ("lon", "lat"))
    return Geod(ellps="WGS84").inv(qx[query], qy[query], sx[store], sy[store])[2]


def nearest_comparison(stores, queries, k):
    """Ranks are compared; where ids differ, their geodesics must be equal (a tie)."""

    def compare(reference, path, contender) -> str:
        n = contender.items
        offsets, positions = read(path)
        counts = np.diff(offsets)
        wrong = int((counts != k).sum())
        if wrong and contender.check == "exact":
            raise Differs(f"{wrong} of {n} queries have another number of answers than {k}")
        if len(counts) != n:
            raise Differs(f"{len(counts)} queries instead of {n}")
        _, mine = read(reference)
        mine = mine.reshape(-1, k)[:n]
        metres = np.fromfile(f"{reference}.metres", dtype="<f8").reshape(-1, k)[:n]
        rows = np.flatnonzero(counts == k)
        theirs = positions[offsets[rows][:, None] + np.arange(k)]
        different = (theirs != mine[rows]).any(axis=1)
        row = rows[different]
        theirs = theirs[different]
        far = metres_of(stores, queries, np.repeat(row, k), theirs.ravel()).reshape(-1, k)
        longer = far - metres[row]
        if contender.check == "exact":
            bad = int((np.abs(longer) > TIE_METRES).any(axis=1).sum())
            if bad:
                raise Differs(f"{bad} of {n} queries")
            if contender.ours or not Path(f"{path}.metres").exists():
                return "equal"
            off = np.abs(np.fromfile(f"{path}.metres", dtype="<f8").reshape(-1, k) - metres).max()
            if off > TIE_METRES:
                raise Differs(f"metres by {off:.3g}")
            return f"equal, metres within {off:.1g}"
        missed = int((np.sort(far, axis=1) - metres[row] > 0.01).any(axis=1).sum())
        text = (
            f"another order in {100 * len(row) / n:.2g} % of queries" if len(row) else "equal ids"
        )
        if missed:
            text = f"nearer stores missed in {100 * missed / n:.2g} % of queries"
        if wrong:
            text += f"; {wrong} queries without {k} answers"
        return text

    return compare


def peers(options, stores, queries, n, k):
    task = dict(stores=stores, queries=queries, k=k, **options.peer_task)
    small = options.quick

    def peer(name, cls, threads=1, sample=None, module="nearest", extra=None, **fields):
        count = min(n, sample or n)
        return python(
            name,
            module,
            cls,
            dict(task, n=count, **(extra or {})),
            threads=threads,
            items=count,
            **fields,
        )

    chord = dict(check="near", must=4, reach=8, note="chord order, no metres")
    result = [
        peer("scipy cKDTree", "ScipyTree", 1, **chord),
        peer(
            "scipy cKDTree, queries sorted before", "ScipyTree", 1, extra={"sorted": True}, **chord
        ),
        peer("scipy cKDTree", "ScipyTree", CORES, **chord),
        peer(
            "scipy cKDTree, then pyproj Geod.inv",
            "ScipyGeodesic",
            1,
            must=15,
            reach=25,
            sample=100_000 if small else None,
        ),
        peer(
            "pykdtree",
            "PyKDTree",
            CORES,
            check="near",
            must=3,
            reach=6,
            note="chord order, no metres",
        ),
        native(
            "boost rtree, packed, ECEF",
            "boost_rtree",
            ["nearest", stores, queries, n, k],
            threads=1,
            items=n,
            check="near",
            must=3,
            reach=6,
            note="chord order, no metres",
        ),
        peer(
            "scikit-learn BallTree, haversine",
            "BallTree",
            1,
            5_000 if small else 20_000,
            check="near",
            must=30,
            reach=100,
            note="sphere",
        ),
        peer(
            "SedonaDB ST_KNN, planar",
            "SedonaKNN",
            CORES,
            100_000 if small else None,
            extra={"sphere": False},
            check="near",
            must=15,
            reach=40,
            note="degrees as a plane; builds its index in each join",
        ),
        peer(
            "SedonaDB ST_KNN, sphere",
            "SedonaKNN",
            CORES,
            20 if small else 100,
            extra={"sphere": True},
            check="near",
            must=15,
            reach=40,
            note="sphere; builds its index in each join",
        ),
        peer(
            "SQLite R*Tree, rings of boxes, then Geod.inv",
            "SQLiteRTree",
            1,
            500 if small else 2_000,
            must=300,
        ),
    ]
    if options.postgis:
        result.append(
            peer(
                "PostGIS geography <->",
                "PostGISNearest",
                CORES,
                1_000 if small else 10_000,
                check="near",
                must=200,
                reach=1000,
                note="order by the sphere",
            )
        )
    return result


def mine(work, n, threads=None, **options):
    return [
        ours(
            "leadline, 1 thread" if t == 1 else f"leadline, {t} threads", work, t, n, n=n, **options
        )
        for t in (threads or sorted({1, CORES}, reverse=True))
    ]


def nearest(kind):
    def make(options) -> Work:
        k, n = 10, 200_000 if options.quick else 1_000_000
        stores, queries = workloads.stores(kind, 1_000_000), workloads.queries(kind, n)
        return Work(
            name=f"nearest-{kind}",
            title=f"the 10 nearest of 1,000,000 {kind} stores, {n:,} queries",
            unit="query",
            contenders=mine("nearest", n, stores=stores, queries=queries, k=k)
            + peers(options, stores, queries, n, k),
            compare=nearest_comparison(stores, queries, k),
            repetitions=options.repetitions(7),
            note="ours in geodesic order with metres; indexes are built before",
        )

    return make


def postcodes(options) -> Work | None:
    if not (options.data and (options.data / "a04_uk_postcodes_1m").is_dir()):
        return None
    k, n = 10, 200_000 if options.quick else 1_000_000
    stores = workloads.folder("postcodes", workloads.real_stores, options.data)
    queries = workloads.folder(f"near-postcodes-{n}", workloads.real_queries, stores, n)
    return Work(
        name="nearest-postcodes",
        title=f"the 10 nearest of 1,054,449 British postcodes, {n:,} queries",
        unit="query",
        contenders=mine("nearest", n, stores=stores, queries=queries, k=k)
        + peers(options, stores, queries, n, k),
        compare=nearest_comparison(stores, queries, k),
        repetitions=options.repetitions(7),
        note="real places, many of them equal; indexes are built before",
    )


def within_comparison(stores, queries, limit):
    """Sets are compared; a place may differ only within a centimetre of the limit."""

    def compare(reference, path, contender) -> str:
        offsets, positions = read(path)
        theirs = sets(offsets, positions)
        mine = sets(*read(reference), contender.items)
        extra, lacking = np.setdiff1d(theirs, mine), np.setdiff1d(mine, theirs)
        both = np.concatenate([extra, lacking])
        if not len(both):
            return f"equal, {len(mine) / contender.items:.0f} hits each"
        metres = metres_of(stores, queries, both >> 32, both & 0xFFFFFFFF)
        off = np.abs(metres - limit).max()
        if off <= 0.01:
            return f"equal but for {len(both)} places within 1 cm of the limit"
        if contender.check == "near" and off <= 0.01 * limit:
            return f"{len(extra)} hits too many, {len(lacking)} too few of {len(mine)}"
        raise Differs(f"{len(both)} of {len(mine)} hits")

    return compare


def sets(offsets, positions, first=None):
    n = first if first is not None else len(offsets) - 1
    query = np.repeat(np.arange(n, dtype=np.int64), np.diff(offsets[: n + 1]))
    return query << 32 | positions[: offsets[n]].astype(np.int64)


def within(options) -> Work:
    limit, n = 5_000, 20_000 if options.quick else 200_000
    stores, queries = workloads.stores("country", 1_000_000), workloads.queries("country", n)
    task = dict(stores=stores, queries=queries, within=limit, **options.peer_task)
    contenders = mine("nearest", n, stores=stores, queries=queries, within=limit)
    for threads in sorted({1, CORES}):
        contenders.append(
            python(
                "scipy cKDTree.query_ball_point",
                "nearest",
                "ScipyBall",
                dict(task, n=n),
                threads=threads,
                items=n,
                must=5,
                reach=15,
                note="no order, no metres",
            )
        )
    sample = 2_000 if options.quick else 20_000
    contenders.append(
        python(
            "scikit-learn BallTree.query_radius",
            "nearest",
            "BallTree",
            dict(task, n=sample),
            threads=1,
            items=sample,
            check="near",
            must=20,
            reach=60,
            note="sphere",
        )
    )
    contenders.append(
        native(
            "boost rtree, packed, ECEF",
            "boost_rtree",
            ["within", stores, queries, n, limit],
            threads=1,
            items=n,
            note="no order, no metres",
        )
    )
    if options.postgis:
        sample = 1_000 if options.quick else 10_000
        contenders.append(
            python(
                "PostGIS ST_DWithin, geography",
                "nearest",
                "PostGISNearest",
                dict(task, n=sample),
                threads=CORES,
                items=sample,
                must=100,
                reach=300,
            )
        )
    return Work(
        name="within-5km",
        title=f"all of 1,000,000 stores within 5 km, about 50, {n:,} queries",
        unit="query",
        contenders=contenders,
        compare=within_comparison(stores, queries, limit),
        repetitions=options.repetitions(7),
        note="ours sorted by distance with metres",
    )
