"""Building an index over a million stores."""

import numpy as np

from .. import workloads
from ..contender import native, ours, python
from ..driver import Differs, Work
from ..places import CORES


def compare(reference, path, contender) -> str:
    count = int(np.fromfile(path, dtype="<i8")[0])
    if count != contender.items:
        raise Differs(f"{count} places indexed")
    return f"{count:,} indexed"


def stores(options) -> Work:
    n = 1_000_000
    folder = workloads.stores("clustered", n)
    contenders = [
        ours(f"leadline, {CORES} threads", "store-build", CORES, n, stores=folder),
        ours("leadline, 1 thread", "store-build", 1, n, stores=folder),
    ]

    def peer(name, cls, must=None, reach=None, threads=1, sample=None, **fields):
        count = min(n, sample or n)
        task = dict(stores=folder, n=count, **options.peer_task)
        contenders.append(
            python(
                name,
                "build",
                cls,
                task,
                threads=threads,
                items=count,
                must=must,
                reach=reach,
                **fields,
            )
        )

    peer("scipy cKDTree", "Scipy", 6, 10)
    peer("pykdtree", "PyKDTree", 2, 3)
    peer("scikit-learn BallTree, haversine", "BallTree")
    peer("shapely STRtree", "Shapely", 5, 10)
    contenders.append(
        native(
            "boost rtree, packed, ECEF",
            "boost_rtree",
            ["build", folder],
            threads=1,
            items=n,
            must=3,
        )
    )
    sample = 100_000 if options.quick else None
    peer("SQLite R*Tree", "SQLiteRTree", 500, 1000, sample=sample)
    if options.postgis:
        peer("PostGIS GiST, geography", "PostGIS", 50, threads=CORES, sample=sample)
    return Work(
        name="build-stores",
        title=f"building an index over {n:,} clustered stores",
        unit="store",
        contenders=contenders,
        compare=compare,
        repetitions=options.repetitions(7),
        note="ours from degrees; the peers' conversion to their coordinates is not counted",
    )
