"""Leadline's command as a whole process: started, waited for, measured with its children."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import numpy as np

from ..worker import Peer


class Leadline(Peer):
    """`argv` with {folder} for a folder of its own; `fresh` names a file to copy in first."""

    def __init__(self, task):
        super().__init__(task)
        import tempfile

        # Beside the data rather than in /tmp, which may be memory.
        self.folder = tempfile.TemporaryDirectory(dir=task["scratch"])
        self.argv = [word.replace("{folder}", self.folder.name) for word in task["argv"]]
        for step in task.get("prepare", []):
            words = [word.replace("{folder}", self.folder.name) for word in step]
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL)

    def before(self):
        for name in self.task.get("remove", []):
            for path in Path(self.folder.name).glob(name):
                path.unlink()
        for source, target in self.task.get("copy", []):
            shutil.copyfile(Path(self.folder.name, source), Path(self.folder.name, target))

    def run(self):
        start = time.perf_counter()
        output = Path(self.folder.name, "stdout")
        with output.open("wb") as stdout, open(f"{self.folder.name}/stderr", "wb") as stderr:
            process = subprocess.Popen(self.argv, stdout=stdout, stderr=stderr)
            _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            words = Path(self.folder.name, "stderr").read_text(errors="replace").split("\n")
            raise RuntimeError(f"status {process.returncode}: {' '.join(words)[-200:]}")
        return {
            "seconds": seconds,
            "cpu": usage.ru_utime + usage.ru_stime,
            "memory_mib": usage.ru_maxrss / 1024,
        }

    def answer(self, path):
        getattr(self, "answer_" + self.task["kind"])(path)

    def answer_assign(self, path):
        """id,level,territory,fence,rule as the codes of the other fence works."""
        from pyarrow import csv

        table = csv.read_csv(f"{self.folder.name}/out.csv")
        number = table["id"].to_numpy()
        if not (number == np.arange(len(number))).all():
            raise RuntimeError("rows are not in the order of the input")
        fence = np.array([int(one[1:]) if one else -1 for one in table["fence"].to_pylist()])
        contested = np.array(table["rule"].to_pylist()) == "overlap"
        np.where(fence < 0, -1, fence * 2 + contested).astype("<i4").tofile(path)

    def answer_summary(self, path):
        """The counts of the import, or the number of stores per territory."""
        Path(path).write_bytes(Path(self.folder.name, "stdout").read_bytes())

    def answer_nearby(self, path):
        """query,rank,id,distance_m: the ids in their order."""
        lines = Path(self.folder.name, "stdout").read_text().splitlines()[1:]
        Path(path).write_text("\n".join(line.split(",")[2] for line in lines))
