"""Runs a command and writes what it used as JSON on standard output: python measure.py COMMAND…

A small process of its own, because the peak of a process starts with that of the one it is forked
from, which would be a Python that holds whole worlds.
"""

import json
import os
import subprocess
import sys
import time


def main(words: list[str]) -> int:
    began = time.perf_counter()
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime
    # Linux counts ru_maxrss in KiB.
    print(json.dumps({"wall": wall, "cpu": cpu, "mebibytes": usage.ru_maxrss / 1024}))
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
