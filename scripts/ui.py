"""Run the tests in a browser against a JupyterLab of their own.

usage: ui.py lab|lab44|pictures [options of `playwright test`]

It gets a fresh folder, a free port, and nothing of the user's settings. The
tests find in their environment:

  CELLHEAT_UI_ROOT    the server's root folder
  CELLHEAT_UI_PORT    its port
  CELLHEAT_UI_TOKEN   its token (requests and pages of Playwright send it already)
  CELLHEAT_UI_CELLS   a file with cells to run, plain and profiled

and on the server, besides `python3`, the kernels `cellheat-foreign` (another
environment without cellheat), `cellheat-lean` (the same with a pip that has
memory_profiler and cloudpickle to install, offline), `cellheat-no-pip` and `bash`. With
CELLHEAT_UI_LOG=1 the server's log is shown.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from chromium import chromium
from common import BIN, ROOT, environment
from kernels import foreign, kernels
from lab44 import lab44
from lean import lean, wheels

UI = ROOT / "test" / "ui"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_kernelspecs(folder: Path, throwaway: Path) -> None:
    launch = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]
    borrowed = foreign(kernels())
    specs = {
        "cellheat-foreign": {
            "argv": [borrowed, *launch],
            "display_name": "Python (elsewhere)",
            "language": "python",
        },
        # its own, for a test installs into it, and not from the network
        "cellheat-lean": {
            "argv": [str(lean(borrowed, throwaway / "with pip", True)), *launch],
            "display_name": "Python (lean)",
            "language": "python",
            "env": {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels())},
        },
        "cellheat-no-pip": {
            "argv": [str(lean(borrowed, throwaway / "without", False)), *launch],
            "display_name": "Python (without pip)",
            "language": "python",
        },
        "bash": {
            "argv": [str(BIN / "python"), "-m", "bash_kernel", "-f", "{connection_file}"],
            "display_name": "Bash",
            "language": "bash",
            "env": {"PS1": "$"},
        },
    }
    for name, spec in specs.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "kernel.json").write_text(json.dumps(spec))


def write_defaults(folder: Path) -> None:
    """Most tests are about what a click on Profile draws: the functions of `calls`."""
    (folder / "labconfig").mkdir(parents=True)
    defaults = {"cellheat:plugin": {"defaultInstrument": "calls"}}
    (folder / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(defaults))


def write_cells(path: Path) -> None:
    """Those of test/python/cells.py that a page can run."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "test" / "python" / "cells.py")],
        check=True,
        stdout=subprocess.PIPE,
    )
    path.write_bytes(done.stdout)


def main(project: str, options: list[str]) -> int:
    jupyter = lab44() if project == "lab44" else str(BIN / "jupyter")
    browser = chromium()
    with tempfile.TemporaryDirectory(prefix="cellheat-ui-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "root").mkdir()
        write_kernelspecs(folder / "data" / "kernels", folder / "environments")
        write_defaults(folder / "config")
        write_cells(folder / "cells.json")
        env = environment(
            CHROMIUM_PATH=browser,
            CELLHEAT_UI_JUPYTER=jupyter,
            CELLHEAT_UI_CELLS=str(folder / "cells.json"),
            CELLHEAT_UI_PORT=str(free_port()),
            CELLHEAT_UI_ROOT=str(folder / "root"),
            CELLHEAT_UI_TOKEN="cellheat-test",
            JUPYTER_CONFIG_DIR=str(folder / "config"),
            JUPYTER_DATA_DIR=str(folder / "data"),
            JUPYTER_RUNTIME_DIR=str(folder / "runtime"),
            JUPYTERLAB_WORKSPACES_DIR=str(folder / "workspaces"),
            JUPYTERLAB_SETTINGS_DIR=str(folder / "settings"),
            IPYTHONDIR=str(folder / "ipython"),
        )
        env.pop("JUPYTER_PATH", None)
        playwright = UI / "node_modules" / ".bin" / "playwright"
        child = subprocess.Popen(
            [playwright, "test", f"--project={project}", *options], cwd=UI, env=env
        )
        # Playwright stops the server; to leave before it would orphan it
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in ("lab", "lab44", "pictures"):
        sys.exit(__doc__)
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
