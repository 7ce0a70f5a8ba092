"""One environment with nothing but ipykernel for every CPython on the machine.

They stand for a user's kernels, which know nothing of cellheat. Beside each is a folder of compiled
packages that the tests can lend it. One more holds the last ipykernel of the sixth series.
Prints {"3.12": "/path/of/its/python", ...}.
"""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from common import BIN, KERNELS, make_environment, make_folder

# what is not on the machine is left out; 3.14 and 3.15 are taken where they are there
VERSIONS = [f"3.{minor}" for minor in range(10, 16)]

# a program rather than its name: pyenv has shims for versions that are not on,
# and Debian has interpreters that cannot make environments
ASK = """
import sys, sysconfig, venv, ensurepip
assert sys.implementation.name == "cpython"
assert not sysconfig.get_config_var("Py_GIL_DISABLED")
print("%d.%d" % sys.version_info[:2], sys.base_prefix)
"""


def ask(python: str) -> list[str]:
    try:
        done = subprocess.run([python, "-c", ASK], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [] if done.returncode else done.stdout.strip().split(" ", 1)


def interpreters() -> dict[str, str]:
    """The first working CPython of each version."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    candidates = [
        str(BIN / "python"),
        sys.executable,
        *filter(None, (shutil.which(f"python{version}") for version in VERSIONS)),
        *map(str, sorted(pyenv.glob("3.*/bin/python3"))),
    ]
    found: dict[str, str] = {}
    for candidate in candidates:
        answer = ask(candidate)
        if answer and answer[0] in VERSIONS:
            version, prefix = answer
            # an environment made from an environment would depend on it
            base = Path(prefix, "bin", f"python{version}")
            found.setdefault(version, str(base) if base.exists() else candidate)
    return dict(sorted(found.items(), key=lambda item: VERSIONS.index(item[0])))


# what is built for one Python, for the tests to lend to a kernel
COMPILED = ["line_profiler==5.1.0"]


def ipykernel(version: str) -> str:
    """The newest that there is for a Python."""
    return "7.3.0" if version == "3.10" else "7.4.0"


def prepare(version: str, python: str) -> str:
    inner = make_environment(python, KERNELS / version, [f"ipykernel=={ipykernel(version)}"])
    make_folder(inner, KERNELS / f"packages-{version}", COMPILED)
    return str(inner)


# it is still what many have; and the Python that it is tried with, or else the oldest
SIXTH, SIXTH_PYTHON = "6.31.0", "3.11"


def prepare_sixth(found: dict[str, str]) -> str:
    python = found.get(SIXTH_PYTHON) or next(iter(found.values()))
    return str(make_environment(python, KERNELS / "ipykernel-6", [f"ipykernel=={SIXTH}"]))


def kernels() -> dict[str, str]:
    found = interpreters()
    with ThreadPoolExecutor(2) as pool:
        sixth = pool.submit(prepare_sixth, found)
        prepared = dict(zip(found, pool.map(prepare, found, found.values()), strict=True))
        sixth.result()
    return prepared


def foreign(pythons: dict[str, str]) -> str:
    """One of another version than the server's, where there is one."""
    own = ask(str(BIN / "python"))[0]
    others = [python for version, python in pythons.items() if version != own]
    return others[-1] if others else pythons[own]


if __name__ == "__main__":
    print(json.dumps(kernels(), indent=2))
