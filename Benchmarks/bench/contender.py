"""One contender of a work: a process that prepares, runs when told and shows its answer."""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

from . import places


class Failed(Exception):
    """A contender that can't go on; the text is what the table shows."""


@dataclass
class Contender:
    name: str
    command: list[str]
    threads: int = 1
    items: int = 0  # what one run works through; less than the work's where a sample is used
    ours: bool = False
    must: float | None = None
    reach: float | None = None
    at_most: float | None = None  # for growth: the ratio that must not be exceeded
    goal_seconds: float | None = None  # absolute goals, of a row of ours
    goal_mib: float | None = None
    check: str = "exact"  # exact, near (says how far off), none (nothing to compare)
    note: str = ""
    one_core: bool = False  # for what has no option for the number of threads
    environment: dict = field(default_factory=dict)
    version: str = ""
    failure: str = ""
    answers: str = ""
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory_mib: float | None = None
    process: subprocess.Popen | None = None

    def start(self, timeout: float) -> None:
        environment = dict(os.environ, OMP_WAIT_POLICY="passive", PYTHONPATH=str(places.ROOT))
        # A peer gets the threads that are written beside its name, whatever library it uses.
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            environment[name] = str(self.threads)
        environment.update(self.environment)
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=environment,
            cwd=places.ROOT,
            start_new_session=True,
            preexec_fn=stay_on_one_core if self.one_core else None,
        )
        self.buffer = b""
        self.version = self.receive(timeout).get("version", self.version)

    def run(self, timeout: float) -> dict:
        self.send("run")
        return self.receive(timeout)

    def answer(self, path: str, timeout: float) -> None:
        self.send(f"answer {path}")
        self.receive(timeout)

    def send(self, line: str) -> None:
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise Failed(self.last_words() or str(error)) from error

    def receive(self, timeout: float) -> dict:
        deadline = time.monotonic() + timeout
        while b"\n" not in self.buffer:
            ready, _, _ = select.select(
                [self.process.stdout], [], [], max(0, deadline - time.monotonic())
            )
            if not ready:
                raise Failed(f"no answer in {timeout:.0f} s")
            piece = os.read(self.process.stdout.fileno(), 65536)
            if not piece:
                status = self.process.wait()
                raise Failed(self.last_words() or f"ended with status {status}")
            self.buffer += piece
        line, self.buffer = self.buffer.split(b"\n", 1)
        values = json.loads(line)
        if "failed" in values:
            raise Failed(values["failed"])
        return values

    def last_words(self) -> str:
        self.errors.seek(0)
        lines = [one for one in self.errors.read().decode(errors="replace").splitlines() if one]
        return lines[-1][:300] if lines else ""

    def stop(self) -> None:
        if self.process is None:
            return
        self.memory_mib = self.memory_mib or peak_memory(self.process.pid)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.errors.close()
        self.process = None


def stay_on_one_core() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def peak_memory(pid: int) -> float | None:
    try:
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return None


def ours(
    name: str, work: str, threads: int, items: int, one_core: bool = False, **options
) -> Contender:
    words = [f"{key}={value}" for key, value in options.items() if value is not None]
    return Contender(
        name=name,
        command=[str(places.leadline_bench()), work, *words, f"threads={threads}"],
        threads=threads,
        items=items,
        ours=True,
        one_core=one_core,
    )


def command(name: str, task: dict, threads: int, items: int, **fields) -> Contender:
    """The command leadline as a whole process."""
    return python(
        name, "commands", "Leadline", task, threads=threads, items=items, ours=True, **fields
    )


def python(name: str, module: str, cls: str, task: dict, **fields) -> Contender:
    task = dict(task, threads=fields.get("threads", 1))
    command = [sys.executable, "-m", "bench.worker", module, cls, json.dumps(task, default=str)]
    return Contender(name=name, command=command, **fields)


def native(name: str, program: str, arguments: list, **fields) -> Contender:
    return Contender(
        name=name, command=[str(places.NATIVE / program), *map(str, arguments)], **fields
    )
