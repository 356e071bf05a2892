"""Where an index of ours need not win: one question with its build, and tiny inputs."""

from .. import workloads
from ..contender import ours, python
from ..driver import Work
from . import assign
from .nearest import nearest_comparison

K = 10


def nearest(count):
    def make(options) -> Work:
        stores, queries = (
            workloads.stores("clustered", count),
            workloads.queries("clustered", 1_000),
        )
        task = dict(stores=stores, queries=queries, k=K, n=1)
        return Work(
            name=f"once-nearest-{count}",
            title=f"one question for the {K} nearest of {count:,} stores, build counted",
            unit="question",
            contenders=[
                ours("leadline", "nearest-once", 1, 1, stores=stores, queries=queries, k=K),
                python("numpy, looking at all, then pyproj", "once", "Scan", task, items=1),
                python(
                    "scipy cKDTree, built for it",
                    "nearest",
                    "ScipyOnce",
                    task,
                    items=1,
                    check="near",
                ),
            ],
            compare=nearest_comparison(stores, queries, K),
            repetitions=options.repetitions(7),
        )

    return make


def few_fences(options) -> Work:
    n = 1_000
    fences, points = workloads.fences(10, 380), workloads.fence_points(n)
    task = dict(fences=fences, points=points, n=n, build=True)
    return Work(
        name="once-assign",
        title=f"{n:,} points to 10 fences of 380 vertices, build counted",
        unit="point",
        contenders=[
            ours("leadline", "assign-build", 1, n, n=n, fences=fences, points=points),
            python("shapely, STRtree and prepared polygons", "assign", "Shapely", task, items=n),
        ],
        compare=assign.compare,
        repetitions=options.repetitions(7),
    )
