"""A new plan from the command, of customers with a place and an amount."""

import csv
import math
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from . import places
from .contender import Failed

# Metres of a degree of longitude and of latitude on the equator of WGS 84.
EAST = 6_378_137.0 * math.pi / 180
NORTH = EAST * (1 - 0.00669437999014)


def at_equator(metres_x, metres_y):
    """Degrees of places in a plane, laid where a degree is nearly as long in both directions."""
    return (metres_x - metres_x.mean()) / EAST, (metres_y - metres_y.mean()) / NORTH


def plan(longitudes, latitudes, amounts, k: int, tolerance: float, contiguous: bool) -> np.ndarray:
    """The territory of each customer, 0 to k - 1, as `leadline rebalance` writes it."""
    with tempfile.TemporaryDirectory(prefix="leadline-bench-") as scratch:
        stores, out = Path(scratch, "stores.csv"), Path(scratch, "plan")
        with stores.open("w") as file:
            file.write("id,lon,lat,amount\n")
            for number, (x, y, amount) in enumerate(zip(longitudes, latitudes, amounts)):
                file.write(f"{number},{x:.9f},{y:.9f},{amount}\n")
        command = [str(places.leadline_command()), "rebalance", "--stores", str(stores)]
        command += ["--territories", str(k), "--measure", f"amount:{tolerance:.9f}"]
        command += ["--contiguous" if contiguous else "--no-contiguous", "--out", str(out)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise Failed(done.stderr.strip()[:300])
        with (out / "assignments.csv").open() as file:
            names = {int(row["id"]): row["to"] for row in csv.DictReader(file)}
    numbers = {name: number for number, name in enumerate(sorted(set(names.values())))}
    return np.array([numbers[names[customer]] for customer in range(len(amounts))])
