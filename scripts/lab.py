"""Start JupyterLab or Notebook on a copy of the welcome notebook.

usage: lab.py lab|notebook [options of JupyterLab]
"""

import os
import shutil
import sys

from common import BIN, ROOT, environment

if __name__ == "__main__":
    app, *options = sys.argv[1:]
    # a folder of its own: what a learner writes must not show up in git
    work = ROOT / "work"
    work.mkdir(exist_ok=True)
    if not (work / "welcome.ipynb").exists():
        shutil.copy(ROOT / "notebooks" / "welcome.ipynb", work)

    # not as the file to open: then the printed address would lead elsewhere
    page = {
        "lab": "--LabApp.default_url=/lab/tree/welcome.ipynb",
        "notebook": "--JupyterNotebookApp.default_url=/notebooks/welcome.ipynb",
    }[app]
    command = ["jupyter", app, page, "--ServerApp.ip=127.0.0.1"]
    if os.geteuid() == 0:
        command.append("--allow-root")
    if sys.platform == "linux" and not ({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()):
        # otherwise a text browser may take over the terminal
        command.append("--no-browser")
    name = {"lab": "JupyterLab", "notebook": "Jupyter Notebook"}[app]
    print(f"Starting {name} with work/welcome.ipynb; Ctrl+C stops it", flush=True)
    os.chdir(work)
    os.execve(BIN / "jupyter", [*command, *options], environment())
