"""Where things are, for the scripts beside this one.

Only the standard library: some of them run before anything is installed.
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
KERNELS = ROOT / ".kernels"
REPORTS = ROOT / "reports"


def environment(**extra: str) -> dict[str, str]:
    """The caller's environment with this checkout's tools first."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    # set by a calling make, and wrong for another one
    env.pop("MFLAGS", None)
    path = env.get("PATH", os.defpath).split(os.pathsep)
    env["PATH"] = os.pathsep.join([str(BIN), *(part for part in path if part != str(BIN))])
    return env | extra


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run(*command: object, cwd: Path = ROOT) -> None:
    """Run quietly; show what was said only if it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        say(done.stdout)
        sys.exit(f"failed: {shlex.join(words)}")


def make_environment(python: object, folder: Path, wanted: list[str]) -> Path:
    """A virtual environment that holds `wanted`; made again where they changed."""
    stamp = folder / "installed.txt"
    text = "\n".join([str(python), *wanted, ""])
    inner = folder / "bin" / "python"
    if not inner.exists() or not stamp.exists() or stamp.read_text() != text:
        say(f"{folder.relative_to(ROOT)}: {', '.join(wanted)} (half a minute)")
        run(python, "-m", "venv", "--clear", folder)
        run(inner, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *wanted)
        stamp.write_text(text)
    return inner


def make_folder(python: Path, folder: Path, wanted: list[str]) -> None:
    """A folder of packages for this Python, in no environment; made again where they changed."""
    stamp = folder / "installed.txt"
    text = "\n".join([str(python), *wanted, ""])
    if stamp.exists() and stamp.read_text() == text:
        return
    say(f"{folder.relative_to(ROOT)}: {', '.join(wanted)} (some seconds)")
    shutil.rmtree(folder, ignore_errors=True)
    install = ["-m", "pip", "install", "-qq", "--disable-pip-version-check", "--target"]
    run(python, *install, folder, *wanted)
    stamp.write_text(text)
