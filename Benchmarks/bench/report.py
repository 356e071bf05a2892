"""The one table: on a terminal, as Markdown, as JSON."""

import json
from pathlib import Path

COLUMNS = ["contender", "threads", "time", "each", "ratio", "all cores", "target", "answers"]


def duration(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    for limit, factor, unit in ((1e-6, 1e9, "ns"), (1e-3, 1e6, "µs"), (1, 1e3, "ms")):
        if seconds < limit:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s" if seconds < 1000 else f"{seconds:.0f} s"


def times(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return f"{ratio:.2g}x" if ratio < 1 else f"{ratio:.3g}x" if ratio < 100 else f"{ratio:,.0f}x"


def cells(row: dict, most: int) -> list[str]:
    name = row["contender"]
    if row["failure"]:
        return [name, str(row["threads"]), row["failure"], "", "", "", "", ""]
    if row["items"] != most:
        name += f" (sample of {row['items']:,})"
    answers = "; ".join(part for part in (row["answers"], row["note"]) if part)
    if row["work"].startswith(("csv", "database")) and row["memory_mib"]:
        answers += f"; peak {row['memory_mib']:,} MiB"
    return [
        name,
        str(row["threads"]),
        f"{duration(row['median_seconds'])} ({row['repetitions']})",
        each(row),
        times(row["ratio_same_threads"]),
        times(row["ratio_all_cores"]),
        target(row),
        answers,
    ]


def heading(results: dict) -> list[str]:
    machine = results["machine"]
    return [
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB;"
        f" {machine['system']}; {machine['swift']}; leadline {machine['leadline']};"
        f" load {machine['load_at_start']} at the start"
        + ("; quick run" if results.get("quick") else ""),
        "Median (of so many repetitions) after one run to warm up; ratio is the peer's time per"
        " item over ours with as many threads, and over ours on all cores; target is must / reach,"
        " judged by the ratio.",
    ]


def versions(results: dict) -> str:
    found = {row["version"] for work in results["works"] for row in work["rows"] if row["version"]}
    return "; ".join(sorted(found))


def losses(results: dict) -> list[str]:
    """Where a peer with as many threads, or any peer where we use all cores, was faster."""
    lines = []
    for work in results["works"]:
        for row in work["rows"]:
            ratio = row["ratio_same_threads"] or row["ratio_all_cores"]
            if ratio is not None and ratio < 1 and row["at_most"] is None:
                lines.append(
                    f"{work['title']}: {row['contender']}, {counted(row['threads'])},"
                    f" takes {ratio:.2g} of our time"
                )
    return lines


def counted(threads: int) -> str:
    return "1 thread" if threads == 1 else f"{threads} threads"


def target(row: dict) -> str:
    if row["at_most"] is not None:
        return f"at most {row['at_most']:g}x: {row['verdict']}"
    goals = []
    if row["goal_seconds"]:
        goals.append(duration(row["goal_seconds"]))
    if row["goal_mib"]:
        goals.append(f"{row['goal_mib']:g} MiB")
    if goals:
        return f"{', '.join(goals)}: {row['verdict']}"
    if row["must"] is None:
        return ""
    reach = f" / {row['reach']:g}x" if row["reach"] else ""
    return f"{row['must']:g}x{reach}: {row['verdict']}"


def each(row: dict) -> str:
    nanoseconds = row["nanoseconds_each"]
    return duration(nanoseconds / 1e9 if nanoseconds is not None else None)


def markdown(results: dict) -> str:
    """One row per peer, ours beside it; times are per item."""
    lines = [*heading(results), "", f"Peers: {versions(results)}.", ""]
    names = ["work", "ours", "peer", "its time", "ratio, all cores", "target", "answers"]
    lines += ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for work in results["works"]:
        mine = [row for row in work["rows"] if row["ours"]]
        ours = ", ".join(f"{each(row)} ({counted(row['threads'])})" for row in mine)
        goals = [target(row) for row in mine if target(row)]
        ours += f"; {goals[0]}" if goals else ""
        title = work["title"] + (f" ({work['note']})" if work["note"] else "")
        most = max((row["items"] for row in work["rows"]), default=0)
        peers = [row for row in work["rows"] if not row["ours"]]
        for row in peers:
            name = f"{row['contender']}, {counted(row['threads'])}"
            if row["items"] != most:
                name += f", sample of {row['items']:,}"
            time, ratio = (
                each(row),
                ", ".join(
                    times(row[key])
                    for key in ("ratio_same_threads", "ratio_all_cores")
                    if row[key] is not None
                ),
            )
            if row["failure"]:
                time, ratio = row["failure"], ""
            notes = "; ".join(part for part in (row["answers"], row["note"]) if part)
            values = [title, ours, name, time, ratio, target(row), notes]
            lines.append("| " + " | ".join(value.replace("|", "\\|") for value in values) + " |")
            title = ours = ""
    slower = losses(results)
    if slower:
        lines += ["", "Where a peer is faster:", "", *(f"- {line}" for line in slower)]
    return "\n".join(lines) + "\n"


def terminal(results: dict) -> str:
    lines = [*heading(results), f"Peers: {versions(results)}."]
    tables = [
        [cells(row, max(r["items"] for r in work["rows"])) for row in work["rows"]]
        for work in results["works"]
    ]
    everything = [COLUMNS] + [
        row for table in tables for row in table if not row[2].startswith(("failed", "answers"))
    ]
    widths = [max(len(row[c]) for row in everything) for c in range(len(COLUMNS))]
    for work, table in zip(results["works"], tables):
        lines += ["", f"{work['name']}: {work['title']}"]
        if work["note"]:
            lines.append(f"  {work['note']}")
        for row in [COLUMNS, *table]:
            text = "  ".join(cell.ljust(width) for cell, width in zip(row, widths))
            lines.append("  " + text.rstrip())
    slower = losses(results)
    if slower:
        lines += ["", "Where a peer is faster:", *(f"  {line}" for line in slower)]
    return "\n".join(lines) + "\n"


def save(results: dict, path: Path) -> None:
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def load(path: Path) -> dict:
    return json.loads(path.read_text())
