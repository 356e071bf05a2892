"""Distances of check-ins from their stores, with a threshold."""

import numpy as np

from .. import workloads
from ..contender import ours, python
from ..driver import Differs, Work
from ..places import CORES

LIMIT = 300.0


def compare(reference, path, contender) -> str:
    n = contender.items
    mine, theirs = (np.fromfile(f"{p}.metres", dtype="<f8")[:n] for p in (reference, path))
    my_flags, their_flags = (np.fromfile(f"{p}.within", dtype="u1")[:n] for p in (reference, path))
    if len(theirs) != n or len(their_flags) != n:
        raise Differs(f"{len(theirs)} pairs instead of {n}")
    off = np.abs(mine - theirs).max()
    flags = int((my_flags != their_flags).sum())
    if contender.check == "near":
        share = np.max(np.abs(mine - theirs) / np.maximum(mine, 1))
        if share > 0.01:
            raise Differs(f"metres by {share:.1%}")
        return f"metres off by up to {share:.2%}, {flags} pairs on the wrong side of the limit"
    if flags or off > 1e-6:
        raise Differs(f"metres by up to {off:.3g}, {flags} flags")
    return f"equal flags, metres within {off:.1g}"


def distances(options, ready=False) -> Work:
    n = 2_000_000 if options.quick else 10_000_000
    pairs = workloads.folder(f"check-ins-{n}", workloads.check_ins, n, LIMIT)
    task = dict(pairs=pairs, limit=LIMIT, **options.peer_task)
    contenders = [
        ours(
            f"leadline, {t} threads" if t > 1 else "leadline, 1 thread",
            "distances",
            t,
            n,
            pairs=pairs,
            limit=LIMIT,
            n=n,
            ready=int(ready),
        )
        for t in sorted({1, CORES}, reverse=True)
    ]

    def peer(name, cls, threads, sample=None, **fields):
        count = min(n, sample or n)
        contenders.append(
            python(
                name, "distances", cls, dict(task, n=count), threads=threads, items=count, **fields
            )
        )

    for threads in sorted({1, CORES}):
        peer("pyproj Geod.inv", "PyprojInverse", threads, must=40, reach=80)
    if not ready:
        peer("numpy haversine", "NumpyHaversine", 1, must=4, reach=8, check="near", note="sphere")
    if options.postgis and not ready:
        peer(
            "PostGIS ST_Distance, geography",
            "PostGISDistance",
            CORES,
            20_000 if options.quick else 200_000,
            must=30,
            reach=100,
        )
    how = "earth-centred positions of ours prepared" if ready else "from degrees"
    return Work(
        name="distances-ready" if ready else "distances",
        title=f"{n:,} check-ins, {how}: metres from the store, and whether within {LIMIT:g} m",
        unit="pair",
        contenders=contenders,
        compare=compare,
        repetitions=options.repetitions(7),
    )


def ready(options) -> Work:
    return distances(options, ready=True)
