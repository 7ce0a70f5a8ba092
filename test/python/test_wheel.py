"""The wheel: what is in it, and that it needs no Node where it is installed."""

import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LABEXTENSION = "data/share/jupyter/labextensions/cellheat/"


@pytest.fixture(scope="module")
def wheel() -> Path:
    # `make wheel` builds it, and `make test` calls that first
    (found,) = (ROOT / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    return zipfile.ZipFile(wheel).namelist()


def test_holds_the_kernel_side(names: list[str]) -> None:
    wanted = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "cellheat" / "kernel").rglob("*.py")
    }
    assert wanted
    assert wanted <= set(names)


def test_holds_the_notebooks(names: list[str]) -> None:
    assert any(name.endswith("share/cellheat/notebooks/welcome.ipynb") for name in names)


def test_holds_the_labextension_once_and_for_production(names: list[str]) -> None:
    entries = [name for name in names if re.search(r"static/remoteEntry\.\w+\.js$", name)]
    assert len(entries) == 1
    assert LABEXTENSION in entries[0]
    assert not [name for name in names if name.endswith((".map", ".ts", ".tsx", "build_log.json"))]
    assert not [name for name in names if name.startswith("cellheat/labextension")]


def test_asks_for_no_newer_jupyterlab_than_declared(wheel: Path, names: list[str]) -> None:
    (entry,) = (name for name in names if "static/remoteEntry." in name)
    bundle = zipfile.ZipFile(wheel).read(entry).decode()
    asked = re.findall(r'"(@jupyterlab/[\w-]+)",import:null,requiredVersion:"([^"]+)"', bundle)
    declared = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert asked
    assert dict(asked).items() <= declared.items()


def test_names_no_path_of_the_machine_that_built_it(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    home = str(ROOT).encode()
    assert not [name for name in archive.namelist() if home in archive.read(name)]


def test_installs_without_node(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path, with_pip=True)
    inner = tmp_path / "bin" / "python"
    pip = [str(inner), *["-m", "pip", "install", "-q", "--no-deps", "--no-index"], str(wheel)]
    empty = tmp_path / "empty"
    empty.mkdir()
    subprocess.run(pip, check=True, env=os.environ | {"PATH": str(empty)})

    # JupyterLab is this environment's, the extension only the other one's
    lister = "from jupyterlab.labextensions import main; main()"
    listed = subprocess.run(
        [sys.executable, "-c", lister, "list"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ
        | {
            "PATH": str(empty),
            "JUPYTER_PATH": str(tmp_path / "share" / "jupyter"),
            "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
            "JUPYTER_DATA_DIR": str(tmp_path / "data"),
            "NO_COLOR": "1",
        },
    )
    text = re.sub(r"\x1b\[\d+m", "", listed.stdout + listed.stderr)
    # the same name in this environment is the development build
    _, _, below = text.partition(str(tmp_path / "share" / "jupyter" / "labextensions"))
    own, _, _ = below.partition("/labextensions")
    assert re.search(r"cellheat v\S+ enabled OK \(python, cellheat\)", own), text
