"""Stays out of tracks, beside trackintel and others: the table of `evaluate.stays`, where it is."""

import importlib.util
import subprocess
import sys

from ..context import Context
from ..report import Goal, Table

GROUPS: tuple[str, ...] = ()
MODULE = "evaluate.stays"


def run(context: Context) -> list[Table]:
    table = Table("Stays", [])
    if importlib.util.find_spec(MODULE) is None:
        table.notes.append(f"skipped: there is no {MODULE}")
        return [table]
    words = [sys.executable, "-W", "ignore", "-m", MODULE]
    words += ["--leadline", str(context.workshop.leadline)]
    # The peers take minutes.
    words += ["--seeds", "1", "--without-peers"] if context.quick else []
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True)
    table.text = done.stdout
    # It prints its own targets and ends with 1 where one is missed.
    if done.returncode not in (0, 1):
        table.notes.append(f"{MODULE} ended with {done.returncode}")
    met = {0: True, 1: False}.get(done.returncode)
    table.goals.append(Goal("the targets of stays, see its table", "met", done.returncode, met))
    return [table]
