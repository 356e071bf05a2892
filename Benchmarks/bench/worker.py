"""Runs one Python peer as a process of its own: `python -m bench.worker MODULE CLASS JSON`.

Speaks as leadline-bench does: a line when ready, then one for each `run` and `answer PATH`.
"""

import importlib
import json
import os
import sys
import time
import traceback


def reply(**values) -> None:
    os.write(OUT, (json.dumps(values) + "\n").encode())


def main() -> None:
    module, name, task = sys.argv[1:]
    try:
        peer = getattr(importlib.import_module(f"bench.peers.{module}"), name)(json.loads(task))
        reply(ready=True, version=peer.version)
        for line in sys.stdin:
            verb, _, path = line.strip().partition(" ")
            if verb == "run":
                peer.before()
                cpu, start = time.process_time(), time.perf_counter()
                more = peer.run() or {}
                seconds = time.perf_counter() - start
                reply(**({"seconds": seconds, "cpu": time.process_time() - cpu} | more))
            elif verb == "answer":
                peer.answer(path)
                reply(answer=path)
            else:
                break
    except BaseException as error:
        traceback.print_exc()
        text = " ".join(str(error).split()) or "no message"
        reply(failed=f"{type(error).__name__}: {text[:300]}")
        sys.exit(70)


class Peer:
    """What a peer has to do; `before` is not timed."""

    version = ""

    def __init__(self, task: dict):
        self.task = task

    def before(self) -> None:
        pass

    def run(self) -> dict | None:
        """The work; may return more to tell, such as `memory_mib` of a command."""
        raise NotImplementedError

    def answer(self, path: str) -> None:
        raise NotImplementedError


if __name__ == "__main__":
    # Libraries that print must not write into the protocol.
    OUT = os.dup(1)
    os.dup2(2, 1)
    main()
