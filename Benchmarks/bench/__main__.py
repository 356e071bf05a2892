"""Runs works and prints the table; `scripts/bench` calls it."""

import argparse
import contextlib
import datetime
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import districting, driver, p_median, places, regions, report, server
from .works import (
    assign,
    build,
    databases,
    distances,
    files,
    growth,
    nearest,
    once,
    rebalance,
    stays,
    territories,
)

WORKS = {
    "assign-3000": assign.in_memory(3_000, 380),
    "assign-10000": assign.in_memory(10_000, 500),
    "assign-build": assign.build_counted,
    "assign-borders": assign.borders,
    "assign-counties": assign.counties,
    "nearest-uniform": nearest.nearest("uniform"),
    "nearest-clustered": nearest.nearest("clustered"),
    "nearest-postcodes": nearest.postcodes,
    "within-5km": nearest.within,
    "distances": distances.distances,
    "distances-ready": distances.ready,
    "build-stores": build.stores,
    "csv-assign": files.csv_assign,
    "database-import": databases.import_stores,
    "stays": stays.stays,
    "stays-ready": stays.ready,
    **{f"territories-{n}-{k}": territories.plan(n, k) for n, k in territories.SIZES},
    "territories-fixed-10000-100": territories.fixed(10_000, 100),
    "rebalance-local-10000-100": rebalance.plan(10_000, 100, "local"),
    "rebalance-regional-10000-100": rebalance.plan(10_000, 100, "regional"),
    "rebalance-scenarios-100000-100": rebalance.scenarios(100_000, 100),
    "rebalance-leave-100000-100": rebalance.leave(100_000, 100),
    "database-assign": databases.assign_stores,
    "database-nearby": databases.nearby,
    "growth-stores": growth.stores,
    "growth-fences": growth.fences,
    "once-nearest-1000000": once.nearest(1_000_000),
    "once-nearest-1000": once.nearest(1_000),
    "once-assign": once.few_fences,
}


@dataclass
class Options:
    quick: bool
    postgis: bool
    data: Path | None
    times: int | None
    peer_task: dict = field(default_factory=dict)

    def repetitions(self, usual: int) -> int:
        return self.times or (min(usual, 3) if self.quick else usual)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer items and repetitions")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help="this work alone, or those whose names begin so; repeatable",
    )
    parser.add_argument("--list", action="store_true", help="list the works and stop")
    parser.add_argument(
        "--postgis",
        action="store_true",
        help="install PostGIS if missing, start a private server, measure it too",
    )
    parser.add_argument("--repetitions", type=int, metavar="N", help="so many for every work")
    parser.add_argument(
        "--json",
        type=Path,
        metavar="FILE",
        default=places.ROOT / "results.json",
        help="where the results go, %(default)s by default",
    )
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="the table as Markdown too")
    parser.add_argument(
        "--minutes",
        type=float,
        metavar="N",
        help="districting: start no further search after so long; the next call goes on from there",
    )
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def chosen(name: str, only: list[str]) -> bool:
    """By its whole name, or by the beginning of several."""
    return any(name == one or (one not in WORKS and name.startswith(one)) for one in only)


def main() -> int:
    asked = arguments()
    if asked.list:
        print("\n".join([*WORKS, "districting", "p-median", "regions"]))
        return 0
    if asked.only == ["districting"]:
        return districting.main(asked.quick, asked.minutes)
    if asked.only == ["p-median"]:
        return p_median.main(asked.data)
    if asked.only == ["regions"]:
        return regions.main(asked.data)
    names = [name for name in WORKS if not asked.only or chosen(name, asked.only)]
    if not names:
        print(f"bench: no work is named {', '.join(asked.only)}; see --list", file=sys.stderr)
        return 64
    options = Options(asked.quick, asked.postgis, asked.data, asked.repetitions)
    results = driver.describe([])
    results |= {
        "quick": asked.quick,
        "date": datetime.datetime.now(datetime.UTC).isoformat("T", "seconds"),
    }
    with contextlib.ExitStack() as stack:
        if asked.postgis:
            options.peer_task["postgis"] = stack.enter_context(server.running())
        for name in names:
            began = time.monotonic()
            work = WORKS[name](options)
            if work is None:
                driver.say(f"== {name}: skipped, LEADLINE_DATA names no folder with its data")
                continue
            if asked.quick:
                work.patience = 10
            driver.run(work)
            driver.say(f"   {time.monotonic() - began:.0f} s for all of it")
            results["works"].append(driver.describe([work])["works"][0])
            # Written after each work, so that what was measured outlives a run that is cut short.
            report.save(results, asked.json)
    print(report.terminal(results))
    if asked.markdown:
        asked.markdown.write_text(report.markdown(results))
    return 0 if results["works"] else 65


if __name__ == "__main__":
    sys.exit(main())
