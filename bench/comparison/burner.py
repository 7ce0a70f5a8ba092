"""A program that is busy for 50 to 800 ms and idle for as long, in turn."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

CONDITIONS = {"alone": 0, "one burner": 1, "two burners": 2}


@contextmanager
def burning(count: int) -> Iterator[None]:
    """So many of them beside what runs inside."""
    with ExitStack() as stack:
        for _ in range(count):
            process = subprocess.Popen([sys.executable, __file__])
            stack.callback(_end, process)
        yield


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _burn() -> None:
    """Until the process that started it is gone, however that ended."""
    parent = os.getppid()
    while os.getppid() == parent:
        end = time.perf_counter() + random.uniform(0.05, 0.8)
        while time.perf_counter() < end:
            sum(range(1000))
        time.sleep(random.uniform(0.05, 0.8))


if __name__ == "__main__":
    _burn()
