"""Runs one work: starts its contenders, compares answers, then takes times in turn."""

import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from . import places
from .contender import Contender, Failed


@dataclass
class Work:
    name: str
    title: str
    unit: str
    contenders: list[Contender]
    # compare(ours, theirs, items): paths of both answers -> what to say; raises Differs
    compare: Callable[[Path, Path, Contender], str] | None = None
    repetitions: int = 7
    # Repetitions beyond the fifth (of a quick run the second) are given up after so many seconds;
    # a contender that takes longer for one run is repeated but twice.
    patience: float = 60
    load_timeout: float = 600
    note: str = ""
    facts: dict = field(default_factory=dict)


class Differs(Exception):
    """Answers that are not equal; the text says how."""


def say(*words) -> None:
    print(*words, file=sys.stderr, flush=True)


def run(work: Work) -> None:
    say(f"== {work.name}: {work.title}")
    try:
        with tempfile.TemporaryDirectory(prefix="leadline-bench-") as folder:
            take_times(work, compare_answers(work, Path(folder)))
    finally:
        # Also when interrupted: contenders are process groups of their own.
        for contender in work.contenders:
            contender.stop()


def compare_answers(work: Work, folder: Path) -> dict[int, float]:
    """Starts all and compares with the first; returns the seconds of the runs that were done."""
    reference = None
    first: dict[int, float] = {}
    for number, contender in enumerate(work.contenders):
        path = folder / f"answer-{number}"
        try:
            contender.start(work.load_timeout)
            # The first run warms caches and pages up and is not counted.
            first[number] = contender.run(work.load_timeout)["seconds"]
            if work.compare and contender.check != "none":
                contender.answer(str(path), work.load_timeout)
                if reference is None:
                    reference = path
                    contender.answers = "reference"
                else:
                    contender.answers = work.compare(reference, path, contender)
            say(f"   {contender.name}: {first[number]:.4g} s first; {contender.answers}")
        except Failed as failure:
            contender.failure = f"failed: {failure}"
        except Differs as difference:
            contender.failure = f"answers differ: {difference}"
        if contender.failure:
            say(f"   {contender.name}: {contender.failure}")
            contender.stop()
            if contender.ours and reference is None:
                # Nothing to compare the others with.
                break
    return first


def take_times(work: Work, first: dict[int, float]) -> None:
    """Everyone once, then everyone again: a slow minute of the machine hits all alike."""
    wanted = {number: repetitions(work, seconds) for number, seconds in first.items()}
    for turn in range(work.repetitions):
        for number, contender in enumerate(work.contenders):
            if contender.failure or turn >= wanted.get(number, 0):
                continue
            try:
                result = contender.run(work.load_timeout)
                contender.seconds.append(result["seconds"])
                contender.cpu.append(result.get("cpu", float("nan")))
                if result.get("memory_mib"):
                    contender.memory_mib = max(contender.memory_mib or 0, result["memory_mib"])
            except Failed as failure:
                contender.failure = f"failed: {failure}"
                contender.stop()


def repetitions(work: Work, seconds: float) -> int:
    if seconds > work.patience:
        return min(work.repetitions, 2)
    least = 5 if work.repetitions >= 5 else 2
    return max(min(work.repetitions, least), min(work.repetitions, int(work.patience / seconds)))


def rows(work: Work) -> list[dict]:
    """What the table and the JSON show of a work."""
    mine = {
        one.threads: statistics.median(one.seconds) / one.items
        for one in work.contenders
        if one.ours and one.seconds and one.check == "exact"
    }
    best = mine[max(mine)] if mine else None  # on all cores
    result = []
    for one in work.contenders:
        median = statistics.median(one.seconds) if one.seconds else None
        each = median / one.items if median is not None else None
        alike = mine.get(one.threads)
        row = {
            "work": work.name,
            "contender": one.name,
            "ours": one.ours,
            "version": one.version,
            "threads": one.threads,
            "items": one.items,
            "unit": work.unit,
            "repetitions": len(one.seconds),
            "median_seconds": median,
            "least_seconds": min(one.seconds, default=None),
            "seconds": one.seconds,
            "cpu_seconds": statistics.median(one.cpu) if one.cpu else None,
            "nanoseconds_each": each * 1e9 if each is not None else None,
            "ratio_same_threads": each / alike if each and alike and not one.ours else None,
            "ratio_all_cores": each / best if each and best and not one.ours else None,
            "must": one.must,
            "reach": one.reach,
            "at_most": one.at_most,
            "goal_seconds": one.goal_seconds,
            "goal_mib": one.goal_mib,
            "answers": one.answers,
            "failure": one.failure,
            "memory_mib": round(one.memory_mib) if one.memory_mib else None,
            "note": one.note,
        }
        row["verdict"] = verdict(row)
        result.append(row)
    return result


def verdict(row: dict) -> str:
    if row["at_most"] is not None and row["ratio_all_cores"] is not None:
        return "met" if row["ratio_all_cores"] <= row["at_most"] else "MISSED"
    if row["median_seconds"] is not None and (row["goal_seconds"] or row["goal_mib"]):
        fast = row["goal_seconds"] is None or row["median_seconds"] <= row["goal_seconds"]
        small = row["goal_mib"] is None or (row["memory_mib"] or 0) <= row["goal_mib"]
        return "met" if fast and small else "MISSED"
    if row["must"] is None or row["ratio_all_cores"] is None:
        return ""
    same = row["ratio_same_threads"]
    if same is not None and row["reach"] and same >= row["reach"]:
        return "reached"
    if same is not None and same >= row["must"]:
        return "met"
    return "met on all cores" if row["ratio_all_cores"] >= row["must"] else "MISSED"


def describe(works: list[Work]) -> dict:
    return {
        "machine": places.machine(),
        "works": [
            {"name": w.name, "title": w.title, "note": w.note, "facts": w.facts, "rows": rows(w)}
            for w in works
        ],
    }
