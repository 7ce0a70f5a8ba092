"""Files of profiles: pstats reads what is saved, and nothing that is loaded can do harm."""

from __future__ import annotations

import cProfile
import importlib
import marshal
import pstats
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from kernels import Kernel

from cellheat.kernel.calls.profilefile import Unreadable, load
from cellheat.kernel.result import CallsData, Profile

WORK = (
    "def inner(n):\n    return sum(range(n))\ndef outer():\n    return [inner(9) for _ in '1234']\n"
)


def rows(profile: Profile) -> dict[str, tuple[int, str]]:
    assert isinstance(profile.data, CallsData)
    return {row.name: (row.calls, row.kind) for row in profile.data.functions}


def drawn_by_snakeviz(stats: Any) -> dict[str, int]:
    """Functions of the notebook, with their calls, as SnakeViz shows them in its picture."""
    reader = importlib.import_module("snakeviz.stats")
    found = reader.json_stats(stats)
    assert len(reader.table_rows(stats)) == len(found)
    own = {name: one["stats"][0] for name, one in found.items() if name.startswith("In [")}
    return {name: calls for name, calls in own.items() if "<" not in name}


def test_what_is_saved_is_read_by_pstats_and_by_us(
    edge: str, fresh: Callable[[str], Kernel]
) -> None:
    kernel = fresh(edge)
    profile, _ = kernel.profile(WORK + "outer()")
    path = kernel.folder / "run.prof"
    saving = {"op": "save-prof", "token": "1", "path": "run.prof"}
    assert kernel.ask(saving)["kind"] == "ok"
    refused = kernel.ask(saving)
    assert (refused["reason"], "already" in refused["text"]) == ("refused", True)
    assert kernel.ask({**saving, "overwrite": True})["kind"] == "ok"

    stats: Any = pstats.Stats(str(path))
    found = {name: value for (_, _, name), value in stats.stats.items()}
    callers = {name: calls[0] for (_, _, name), calls in found["inner"][4].items()}
    assert (found["inner"][:2], callers) == ((4, 4), {"outer": 4})
    assert round(stats.total_tt * 1e9) == pytest.approx(profile["data"]["total_ns"], abs=2)
    assert {file for file, _, name in stats.stats if name == "inner"} == {"In [1]"}
    assert drawn_by_snakeviz(stats) == {"In [1]:1(inner)": 4, "In [1]:3(outer)": 1}

    loaded = kernel.ask({"op": "load-prof", "path": str(path)})
    assert (loaded["kind"], loaded["cpu_ns"]) == ("profile", None)
    assert 0 < loaded["distortion"]["share"] <= 1
    assert "in this kernel it is about " in loaded["distortion"]["basis"]
    names = [row["name"] for row in loaded["data"]["functions"]]
    again = {row["name"]: (row["kind"], row["line"]) for row in loaded["data"]["functions"]}
    assert again["inner"] == ("own", 1)
    edges = {(names[row[0]], names[row[1]]): row[2] for row in loaded["data"]["tables"][0]["rows"]}
    assert edges["outer", "inner"] == 4
    assert kernel.ask({**saving, "token": "other"})["reason"] == "not-started"


def test_the_magic_saves(edge: str, fresh: Callable[[str], Kernel]) -> None:
    kernel = fresh(edge)
    assert kernel.place()["kind"] == "ok"
    kernel.run(WORK)
    ran = kernel.run("%load_ext cellheat")
    ran = kernel.run("%%cellheat calls --save a.prof\nouter()")
    assert ran.status == "ok", ran.error
    assert "Saved to" in ran.stream(), ran.stream("stderr")
    names = {name for _, _, name in pstats.Stats(str(kernel.folder / "a.prof")).stats}  # type: ignore[attr-defined]
    assert {"outer", "inner"} <= names


def test_a_file_of_cprofile(tmp_path: Path) -> None:
    profiler, names = cProfile.Profile(), {}
    exec(compile(WORK, str(tmp_path / "script.py"), "exec"), names)
    profiler.runcall(names["outer"])
    profiler.dump_stats(tmp_path / "a.prof")
    profile = load(str(tmp_path / "a.prof"))
    assert rows(profile)["inner"] == (4, "own")
    assert rows(profile)["sum"] == (4, "builtin")
    assert isinstance(profile.data, CallsData)
    assert [file.label for file in profile.data.files] == ["script.py"]


GOOD = marshal.dumps({("f.py", 1, "f"): (1, 1, 0.5, 0.5, {("g.py", 2, "g"): (1, 1, 0.1, 0.1)})}, 4)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a profile",
        b"{",
        b"(\xff\xff\xff\xff",
        b"[\xff\xff\xff\x7f" + b"N" * 100,
        b"(\x01\x00\x00\x00" * 5000 + b"N",
        b"\xdb" + b"r\x00\x00\x00\x00" * 9,
        b"l\xff\xff\xff\x7f",
        GOOD[:-3],
        marshal.dumps(compile("1/0", "x", "exec")),
        marshal.dumps({}.keys().__class__.__name__),
        marshal.dumps({1: 2}),
        marshal.dumps({("f", 1, "g"): 3}),
        marshal.dumps({("f", -1, "g"): (1, 1, 0.1, 0.1, {})}),
        marshal.dumps({("f", 1, "g"): (1, 1, float("nan"), 0.1, {})}),
        marshal.dumps({("f", 1, "g"): (1, 10**30, 0.1, 0.1, {})}),
        marshal.dumps({("f", 1, "g"): (1, 1, 0.1, 0.1, {"f": 1})}),
        marshal.dumps({(1, 2, 3): (1, 1, 0.1, 0.1, {})}),
        b"N" * (9 * 2**20),
    ],
    ids=range(19),
)
def test_anything_else_is_refused_in_words(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.prof"
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=r"cannot be read|larger"):
        load(str(path))


def test_damage_anywhere_is_refused_or_harmless(tmp_path: Path) -> None:
    path, rng = tmp_path / "bad.prof", random.Random(1)
    for _ in range(3000):
        data = bytearray(GOOD)
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path.write_bytes(data)
        with suppress(Unreadable):
            load(str(path))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        load(str(tmp_path / "none.prof"))
    with pytest.raises(Unreadable, match="directory"):
        load(str(tmp_path))


@pytest.mark.parametrize("version", [2, 3, 4])
def test_older_formats(version: int, tmp_path: Path) -> None:
    path = tmp_path / "old.prof"
    stats = {("ä.py", 1, "f"): (1, 1, 0.5, 0.5, {("~", 0, "<built-in method len>"): 3})}
    path.write_bytes(marshal.dumps(stats, version))
    assert rows(load(str(path))) == {"f": (1, "own")}
