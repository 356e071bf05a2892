"""Time per lookup as stores and fences become more; at most twice is asked for."""

from .. import workloads
from ..contender import ours
from ..driver import Work
from ..places import CORES

LIMIT = 2


def grown(name, work, n, **options):
    contender = ours(name, work, CORES, n, n=n, **options)
    contender.ours, contender.check, contender.at_most = False, "none", LIMIT
    return contender


def stores(options) -> Work:
    n = 200_000 if options.quick else 1_000_000
    queries = workloads.queries("clustered", n)
    few, many = (workloads.stores("clustered", count) for count in (1_000_000, 10_000_000))
    return Work(
        name="growth-stores",
        title=f"the 10 nearest of 10,000,000 stores beside those of 1,000,000, {n:,} queries",
        unit="query",
        contenders=[
            ours(
                "leadline, 1,000,000 stores",
                "nearest",
                CORES,
                n,
                n=n,
                stores=few,
                queries=queries,
                k=10,
            ),
            grown("leadline, 10,000,000 stores", "nearest", n, stores=many, queries=queries, k=10),
        ],
        repetitions=options.repetitions(7),
    )


def fences(options) -> Work:
    n = 1_000_000 if options.quick else 10_000_000
    vertices = 100 if options.quick else 380
    points = workloads.fence_points(n)
    few, many = (workloads.fences(count, vertices) for count in (3_000, 100_000))
    return Work(
        name="growth-fences",
        title=f"{n:,} points to 100,000 fences beside 3,000, {vertices} vertices each",
        unit="point",
        contenders=[
            ours("leadline, 3,000 fences", "assign", CORES, n, n=n, fences=few, points=points),
            grown("leadline, 100,000 fences", "assign", n, fences=many, points=points),
        ],
        repetitions=options.repetitions(7),
    )
