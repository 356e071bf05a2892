"""Makes worlds, audits them and keeps what came out, keyed by all that it depends on."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bench import places

from . import outcome, plan
from .outcome import Outcome
from .sets import World

MEASURE = str(Path(__file__).with_name("measure.py"))
CACHE = places.DATA / "evaluate"
# The results of so many builds of the command are kept.
BUILDS_KEPT = 6
# Data files of `leadline audit` and the flags that name them; the last three may be missing.
INPUTS = ("stores", "reps", "check-ins", "tracks", "orders", "store-edits")
# Taken once, so that a change of these files during a run does not split it.
MADE_BY = places.digest(
    *(
        Path(__file__).with_name(name).read_bytes()
        for name in ("datums.py", "outcome.py", "pandas_audit.py", "tables.py", "worlds.py")
    )
)


class Failed(Exception):
    """A command that ended with an error; the text is its last line."""


@dataclass(frozen=True)
class Usage:
    """What one process used, children included: seconds and the peak of its memory; and what it said
    on standard error."""

    wall: float
    cpu: float
    mebibytes: float
    messages: str = ""


@dataclass(frozen=True)
class Workshop:
    """The command under test and what becomes of the worlds."""

    leadline: Path
    binary: str
    keep: bool

    @staticmethod
    def of(leadline: Path, keep: bool) -> "Workshop":
        """With its folder made, and those of builds long past removed."""
        with leadline.open("rb") as file:
            binary = hashlib.file_digest(file, "sha256").hexdigest()[:12]
        workshop = Workshop(leadline.resolve(), binary, keep)
        workshop.folder.mkdir(parents=True, exist_ok=True)
        os.utime(workshop.folder)
        builds = sorted(CACHE.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in builds[BUILDS_KEPT:]:
            shutil.rmtree(path, ignore_errors=True)
        return workshop

    @property
    def folder(self) -> Path:
        return CACHE / self.binary

    def named(self, kind: str, *parts: object) -> Path:
        """Where a result lies: by the command, the code that reads its answers and the parts."""
        return self.folder / f"{kind}-{places.digest(MADE_BY, parts)}"

    def scratch(self) -> tempfile.TemporaryDirectory:
        return tempfile.TemporaryDirectory(prefix="scratch-", dir=self.folder)

    def simulate(self, world: World) -> Path:
        """The world's folder, made if it isn't there."""
        path = self.folder / f"world-{places.digest(world.arguments())}"
        if not path.exists():
            unfinished = path.with_suffix(f".{os.getpid()}")
            shutil.rmtree(unfinished, ignore_errors=True)
            try:
                run(self.leadline, "simulate", *world.arguments(), "--out", unfinished)
                unfinished.rename(path)
            except BaseException:
                shutil.rmtree(unfinished, ignore_errors=True)
                raise
        return path

    def audit(
        self, world: Path, out: Path, without: Sequence[str] = (), leave: Sequence[str] = ()
    ) -> Usage:
        """Audits the files of a world, except those named in `leave`."""
        words: list[object] = [self.leadline, "audit", "--timings", "--out", out]
        for name in INPUTS:
            path = world / f"{name}.csv"
            if path.exists() and name not in leave:
                words += [f"--{name}", path]
        for reason in without:
            words += ["--without", reason]
        return run(*words)


def run(*words: object) -> Usage:
    """Runs a command and measures the process itself; its data output is not wanted."""
    command = [str(word) for word in words]
    done = subprocess.run(
        [sys.executable, "-I", "-S", MEASURE, *command], capture_output=True, text=True
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        name = " ".join([Path(command[0]).name, *command[1:3]])
        raise Failed(f"{name} ended with {done.returncode}: {last}")
    return Usage(**json.loads(done.stdout), messages=done.stderr)


# What came out of a world


def outcome_folder(workshop: Workshop, world: World) -> Path:
    return workshop.named("outcome", world.arguments(), world.history)


def ablation_file(workshop: Workshop, world: World, reason: str) -> Path:
    return workshop.named("without", world.arguments(), world.history, reason)


def make(workshop: Workshop, world: World, reasons: Sequence[str]) -> tuple[str, float]:
    """Fills the cache for one world: its outcome, and one more audit without each reason. Returns
    its name and the seconds taken."""
    began = time.monotonic()
    folder = outcome_folder(workshop, world)
    missing = [r for r in reasons if not ablation_file(workshop, world, r).exists()]
    if folder.exists() and not missing:
        return world.name, 0.0
    path = workshop.simulate(world)
    try:
        with workshop.scratch() as name:
            scratch = Path(name) / "audit"
            if not folder.exists():
                workshop.audit(path, fresh(scratch))
                store(outcome.read(path, scratch, world.history), folder)
            known = Outcome.load(folder)
            for reason in missing:
                found = without(workshop, path, fresh(scratch), known, reason)
                write(ablation_file(workshop, world, reason), json.dumps(found))
    finally:
        if not workshop.keep:
            shutil.rmtree(path, ignore_errors=True)
    return world.name, time.monotonic() - began


def without(workshop: Workshop, path: Path, out: Path, known: Outcome, reason: str) -> dict:
    """Flags of honest check-ins and of attacks when one rule is off."""
    try:
        workshop.audit(path, out, without=[reason])
    except Failed as failure:
        return {"failure": str(failure)}
    ids = outcome.tables.read(path / "check-ins.csv", id="text")["id"]
    verdicts = outcome.read_verdicts(out).reindex(ids)["verdict"]
    flagged = verdicts.isin(outcome.FLAGGED).to_numpy()
    return counts(known, flagged)


def counts(known: Outcome, flagged: np.ndarray) -> dict:
    """[flagged, of] for honest check-ins, for each attack and for each trap."""
    rows = known.check_ins
    return {
        "honest": [int(flagged[known.honest].sum()), int(known.honest.sum())],
        "attacks": by_name(rows["attack"], flagged, ~known.honest),
        "traps": by_name(rows["trap"], flagged, known.honest),
    }


def by_name(names: pd.Series, flagged: np.ndarray, chosen: np.ndarray) -> dict:
    names = names.astype(str).to_numpy()
    result = {}
    for name in np.unique(names[chosen & (names != "")]):
        mine = (names == name) & chosen
        result[str(name)] = [int(flagged[mine].sum()), int(mine.sum())]
    return result


def store(result: Outcome, folder: Path) -> None:
    unfinished = folder.with_suffix(f".{os.getpid()}")
    fresh(unfinished)
    result.save(unfinished)
    unfinished.rename(folder)


def write(path: Path, text: str) -> None:
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(text)
    unfinished.rename(path)


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def is_made(workshop: Workshop, world: World, reasons: Sequence[str] = ()) -> bool:
    return outcome_folder(workshop, world).exists() and all(
        ablation_file(workshop, world, reason).exists() for reason in reasons
    )


def make_all(
    workshop: Workshop, tasks: dict[World, list[str]], jobs: int, seconds: float | None = None
) -> int:
    """Fills the cache for all worlds and returns how many are missing after so many seconds; the
    first of each group is made in any case."""
    pending = [w for w in plan.in_turns(list(tasks)) if not is_made(workshop, w, tasks[w])]
    if not pending:
        return 0
    say(f"evaluate: {len(pending)} worlds to make and audit")
    began = time.monotonic()
    waiting = deque(pending)
    taken: list[float] = []
    groups = {world.group for world in tasks if is_made(workshop, world, tasks[world])}
    running: dict[Future[str], World] = {}
    with ProcessPoolExecutor(jobs) as pool:
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    world = waiting[0]
                    # As long as expected, by how much longer or shorter others took.
                    needs = plan.seconds(world, 1 + len(tasks[world])) * max(taken, default=1.0)
                    late = time.monotonic() - began + needs
                    if seconds is not None and late > seconds and world.group in groups:
                        waiting.clear()
                        break
                    groups.add(world.group)
                    waiting.popleft()
                    running[pool.submit(make, workshop, world, tasks[world])] = world
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for one in done:
                    world = running.pop(one)
                    name, own = one.result()
                    taken.append(own / plan.seconds(world, 1 + len(tasks[world])))
                    passed = time.monotonic() - began
                    left = len(waiting) + len(running)
                    say(f"   {name}, {own:.0f} s; {left} left, {passed:.0f} s")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return sum(not is_made(workshop, world, reasons) for world, reasons in tasks.items())


def outcomes(workshop: Workshop, worlds: Iterable[World]) -> Iterable[Outcome]:
    """Those that were made, one at a time, so that only one is in memory."""
    for world in worlds:
        if is_made(workshop, world):
            yield Outcome.load(outcome_folder(workshop, world))


def say(*words: object) -> None:
    print(*words, file=sys.stderr, flush=True)
