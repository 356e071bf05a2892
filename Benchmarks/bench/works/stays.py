"""Stays out of tracks: CSV in, stays out."""

from .. import places, workloads
from ..contender import command, ours, python
from ..driver import Work
from ..places import CORES


def stays(options) -> Work:
    reps = 30 if options.quick else 900
    tracks, n = workloads.tracks_csv(reps)
    task = {
        "kind": "stays",
        "scratch": places.DATA,
        "argv": [
            str(places.leadline_command()),
            "stays",
            "--tracks",
            str(tracks),
            "--format",
            "csv",
            "--output",
            "{folder}/out.csv",
        ],
    }
    contenders = [command("leadline stays", task, CORES, n, note="whole process")]

    def peer(name, tool, some_reps, must=None, reach=None):
        source, size = workloads.tracks_csv(min(reps, some_reps))
        contenders.append(
            python(
                name,
                "stays",
                "Tool",
                {"tracks": source, "tool": tool},
                threads=1,
                items=size,
                must=must,
                reach=reach,
                check="none",
            )
        )

    peer("trackintel, sliding, 100 m, 5 min", "trackintel", 30, must=100)
    peer("movingpandas, 100 m, 5 min", "movingpandas", 2)
    peer("scikit-mobility's rule in Python", "anchor_rule", 30, must=50)
    return Work(
        name="stays",
        title=f"CSV of {n:,} fixes of {reps} reps in, stays out",
        unit="fix",
        contenders=contenders,
        repetitions=options.repetitions(5),
        note="definitions differ, so answers are compared by scripts/evaluate; samples are stated",
    )


def ready(options) -> Work:
    """The search alone, in tracks that every contender has read in its own form."""
    reps = 30 if options.quick else 900
    tracks, n = workloads.tracks_csv(reps)
    sample, size = workloads.tracks_csv(30)
    contenders = [
        ours(
            f"leadline, {t} threads" if t > 1 else "leadline, 1 thread",
            "stays",
            t,
            n,
            tracks=tracks.parent,
        )
        for t in sorted({1, CORES}, reverse=True)
    ]
    contenders.append(
        python(
            "trackintel, sliding, 100 m, 5 min",
            "stays",
            "TrackintelReady",
            {"tracks": sample},
            threads=1,
            items=size,
            must=100,
            check="none",
        )
    )
    return Work(
        name="stays-ready",
        title=f"{n:,} fixes of {reps} reps in memory, stays out",
        unit="fix",
        contenders=contenders,
        repetitions=options.repetitions(5),
        note="definitions differ, so answers are compared by scripts/evaluate; samples are stated",
    )
