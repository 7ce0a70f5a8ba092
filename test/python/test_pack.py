"""`scripts/pack.mjs` packs the lessons, and refuses what must not reach a learner."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LESSON = "membership.ipynb"

Notebook = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "notebooks"
    shutil.copytree(ROOT / "notebooks", copy)
    return copy


def pack(folder: Path) -> tuple[subprocess.CompletedProcess[str], Path]:
    target = folder.parent / "pack.json"
    command = ["node", str(ROOT / "scripts" / "pack.mjs"), str(folder), str(target)]
    return subprocess.run(command, capture_output=True, text=True), target


def change(folder: Path, edit: Callable[[Notebook], None]) -> None:
    path = folder / LESSON
    notebook = json.loads(path.read_text("utf-8"))
    edit(notebook)
    path.write_text(json.dumps(notebook), "utf-8")


def compare_cell(notebook: Notebook) -> dict[str, Any]:
    return next(
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("cellheat", {}).get("role") == "compare"
    )


def test_the_lessons_are_packed_as_they_are(folder: Path) -> None:
    done, target = pack(folder)
    assert done.returncode == 0, done.stderr
    packed = json.loads(target.read_text("utf-8"))
    assert {lesson["id"] for lesson in packed["lessons"]} >= {"i3", "d1", "e1"}
    for lesson in packed["lessons"]:
        source = json.loads((folder / lesson["path"]).read_text("utf-8"))
        assert lesson["notebook"] == source
        assert lesson["title"] and lesson["summary"] and lesson["minutes"] > 0


def test_what_has_not_changed_is_not_written_again(folder: Path) -> None:
    _, target = pack(folder)
    before = target.stat().st_mtime_ns
    pack(folder)
    assert target.stat().st_mtime_ns == before


def outputs(notebook: Notebook) -> None:
    compare_cell(notebook)["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]


def count(notebook: Notebook) -> None:
    compare_cell(notebook)["execution_count"] = 3


def same_id(notebook: Notebook) -> None:
    notebook["cells"][1]["id"] = notebook["cells"][0]["id"]


def role(notebook: Notebook) -> None:
    compare_cell(notebook)["metadata"]["cellheat"]["role"] = "measure"


def copied(notebook: Notebook) -> None:
    compare_cell(notebook)["id"] = "0a1b2c3d"


def no_question(notebook: Notebook) -> None:
    del compare_cell(notebook)["metadata"]["cellheat"]["question"]


def other_lesson(notebook: Notebook) -> None:
    notebook["metadata"]["cellheat"]["lesson"] = "x9"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (outputs, "it has outputs"),
        (count, "the execution count 3"),
        (same_id, "two cells have the id"),
        (role, "its role is measure"),
        (copied, "has to be its id"),
        (no_question, "a question"),
        (other_lesson, "pack.toml says d1"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_refuses(folder: Path, edit: Callable[[Notebook], None], words: str) -> None:
    change(folder, edit)
    done, target = pack(folder)
    assert done.returncode == 1
    assert words in done.stderr
    assert LESSON in done.stderr
    assert not target.exists()


def test_refuses_a_lesson_that_is_not_listed(folder: Path) -> None:
    shutil.copy(folder / LESSON, folder / "another.ipynb")
    done, _ = pack(folder)
    assert done.returncode == 1
    assert "another.ipynb: pack.toml does not list this lesson" in done.stderr


def test_refuses_a_pack_without_a_list(folder: Path) -> None:
    (folder / "pack.toml").write_text("format = 2\nversion = '1.0.0'\n", "utf-8")
    done, _ = pack(folder)
    assert done.returncode == 1
    assert "format is 2" in done.stderr
