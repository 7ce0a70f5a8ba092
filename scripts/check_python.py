"""Say in one sentence what is missing to make a virtual environment.

Runs in whatever Python there is, so it is written for old ones too.
"""

import sys


def problem():
    if sys.version_info < (3, 10):
        return (
            "cellheat needs Python 3.10 or newer, and {} is {}.{}: install a newer one and say "
            "which, for example `make lab PYTHON=python3.12`."
        ).format(sys.executable, *sys.version_info[:2])
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return (
            "{} cannot make virtual environments: install its venv package "
            "(Debian, Ubuntu: `sudo apt install python3-venv`) and try again."
        ).format(sys.executable)
    return None


if __name__ == "__main__":
    sys.exit(problem())
