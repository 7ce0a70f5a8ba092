"""Make an environment that borrows the packages of one of ours, but for pip.

usage: lean.py PYTHON FOLDER [pip]
       lean.py wheels

It is made in a moment and may be changed or thrown away; with `pip` it has a pip of its own.
PYTHON is that of the environment to borrow from. Prints the new one's Python, or the folder with
what can be installed there without a network.
"""

import subprocess
import sys
from pathlib import Path

from common import BIN, KERNELS, run

WHEELS = {"memory_profiler": "0.61.0", "cloudpickle": "3.1.2"}

ASK = "import sysconfig; print(sysconfig.get_path('purelib'))"


def packages(python: object) -> Path:
    done = subprocess.run([str(python), "-c", ASK], check=True, capture_output=True, text=True)
    return Path(done.stdout.strip())


def lean(python: str, folder: Path, pip: bool) -> Path:
    """The new environment's Python."""
    words = [] if pip else ["--without-pip"]
    subprocess.run([python, "-m", "venv", "--clear", *words, str(folder)], check=True)
    inner = folder / "bin" / "python"
    there = packages(inner)
    for package in packages(python).iterdir():
        if not package.name.startswith(("pip", "__pycache__")):
            (there / package.name).symlink_to(package)
    return inner


def wheels() -> Path:
    """A folder to install packages from, so that no test depends on the network."""
    folder = KERNELS / "wheels"
    for name, version in WHEELS.items():
        if not list(folder.glob(f"{name}-*.whl")):
            wanted = ["--no-deps", f"{name}=={version}"]
            run(BIN / "python", "-m", "pip", "download", "-qq", "-d", folder, *wanted)
    return folder


if __name__ == "__main__":
    if sys.argv[1:] == ["wheels"]:
        print(wheels())
        sys.exit()
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    print(lean(sys.argv[1], Path(sys.argv[2]), sys.argv[3:] == ["pip"]))
