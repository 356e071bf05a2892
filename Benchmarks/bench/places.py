"""Where things lie, and what the machine is."""

import hashlib
import os
import platform
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT.parent
DATA = ROOT / ".data"
NATIVE = ROOT / ".build" / "native"
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def leadline_command() -> Path:
    return PACKAGE / ".build" / "release" / "leadline"


def leadline_bench() -> Path:
    return ROOT / ".build" / "release" / "leadline-bench"


def cpu_model() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def first_line(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (done.stdout or done.stderr).splitlines()
    return lines[0].strip() if lines else ""


def machine() -> dict:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cpu": cpu_model(),
        "cores": CORES,
        "memory_gib": round(memory, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "swift": first_line("swift", "--version"),
        "leadline": leadline_version(),
        "load_at_start": round(os.getloadavg()[0], 2),
    }


def leadline_version() -> str:
    version = first_line(str(leadline_command()), "--version")
    commit = first_line("git", "-C", str(PACKAGE), "rev-parse", "--short", "HEAD")
    return f"{version} ({commit})" if commit else version


def digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
