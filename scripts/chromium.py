"""Find Chromium for the tests in a browser, or install it. Prints its path."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from common import run, say

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def works(path: str) -> bool:
    # Ubuntu's chromium-browser only says that it is to be had as a snap
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def find() -> str | None:
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        return given
    found = filter(None, map(shutil.which, NAMES))
    return next(filter(works, found), None)


def is_debian() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ID=debian" in release.read_text().split("\n")


def chromium() -> str:
    path = find()
    if not path and is_debian() and os.geteuid() == 0:
        say("Chromium: from Debian (a minute or two)")
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        run("apt-get", "update", "-q")
        run("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium")
        path = find()
    if not path:
        sys.exit(
            "The tests in a browser need Chromium or Chrome: install one (Debian: `sudo apt "
            "install chromium`), or put its path into CHROMIUM_PATH."
        )
    return path


if __name__ == "__main__":
    print(chromium())
