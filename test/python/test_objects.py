"""What stays alive after a run, against objects that are counted here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernels import Kernel, lend

_CLASSES = """class Order:
    def __init__(self, lines=()):
        self.lines = lines
class Ring:
    def __init__(self):
        self.me = self
ended = []
class Loud(Ring):
    def __del__(self):
        ended.append(1)
orders = []
"""


def objects(kernel: Kernel, source: str, tool: str | None = None) -> dict[str, Any]:
    profile, ran = kernel.profile(source, "objects", tool)
    assert ran.status == "ok", ran.error
    assert profile["kind"] == "profile", profile
    return dict(profile["data"])


def table(data: dict[str, Any], code: str) -> list[dict[str, Any]]:
    (found,) = (one for one in data["tables"] if one["code"] == code)
    names = [column["code"] for column in found["columns"]]
    return [dict(zip(names, row, strict=True)) for row in found["rows"]]


def grown(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["type"]: row for row in table(data, "growth")}


def test_types_that_grew_in_each_run(kernel: Kernel) -> None:
    assert kernel.run(_CLASSES).status == "ok"
    add = "orders.extend(Order() for _ in range(300))"
    first = objects(kernel, add)
    assert grown(first)["Order"]["grew"] == 300
    assert first["finding"] == {"code": "grew", "facts": {"type": "Order", "grew_count": 300}}
    objects(kernel, add)
    third = objects(kernel, add)
    row = grown(third)["Order"]
    assert (row["grew"], row["runs-grown"], row["grew-in-all"], row["alive"]) == (300, 3, 900, 900)
    assert third["finding"]["code"] == "grew-often"


def test_what_is_freed_does_not_grow(kernel: Kernel) -> None:
    assert kernel.run(_CLASSES).status == "ok"
    data = objects(kernel, "len([Order() for _ in range(300)])")
    assert "Order" not in grown(data)
    assert data["finding"] == {"code": "steady", "facts": {}}


def test_cycles_out_of_reach_are_told_and_left(kernel: Kernel) -> None:
    assert kernel.run(_CLASSES).status == "ok"
    kernel.run("import gc; gc.collect(); gc.disable()")
    data = objects(kernel, "for _ in range(100): Loud()\nkept = [Ring() for _ in range(50)]")
    lost = {row["type"]: row["objects"] for row in table(data, "cycles")}
    assert lost["Loud"] == 100
    assert "Ring" not in lost
    assert data["finding"]["code"] == "cycles"
    # A collector would have run the finalizers.
    assert kernel.run("print(len(ended)); gc.collect(); print(len(ended))").stream() == "0\n100\n"
    assert kernel.run("gc.enable()").status == "ok"


def test_who_holds_the_biggest(kernel: Kernel) -> None:
    assert kernel.run(_CLASSES).status == "ok"
    rows = table(objects(kernel, "orders.append(Order({'big': bytes(3_000_000)}))"), "holders")
    assert [row["holder"] for row in rows] == ["orders", "[0]", ".lines", "['big']"]
    assert [row["type"] for row in rows] == ["list", "Order", "dict", "bytes"]
    assert rows[-1]["size"] > 3_000_000
    (row,) = table(objects(kernel, "alone = bytearray(5_000_000)"), "holders")
    assert (row["holder"], row["type"]) == ("alone", "bytearray")


def test_a_cache_of_a_function_is_found(kernel: Kernel) -> None:
    source = "import functools\n@functools.lru_cache\ndef load(n): return [n] * 500_000\nload(3)[0]"
    rows = table(objects(kernel, source), "holders")
    assert (rows[0]["holder"], rows[-1]["type"]) == ("load", "list")


def test_nothing_of_the_users_is_called(kernel: Kernel) -> None:
    hostile = """class Meta(type):
    def __getattribute__(cls, name): raise RuntimeError(name)
class Hostile(metaclass=Meta):
    def _no(self, *args): raise RuntimeError('touched')
    __getattribute__ = __eq__ = __len__ = __repr__ = __sizeof__ = __bool__ = __iter__ = _no
    __hash__ = None
    __class__ = __dict__ = property(_no)
made = [Hostile() for _ in range(40)]
"""
    data = objects(kernel, hostile)
    assert grown(data)["Hostile"]["grew"] == 40
    assert kernel.run("del made, Hostile, Meta").status == "ok"


def test_the_way_that_objgraph_finds(fresh: Callable[[str], Kernel], edge: str) -> None:
    kernel = fresh(edge)
    lend(kernel, "objgraph")
    assert kernel.run(_CLASSES).status == "ok"
    rows = table(objects(kernel, "orders.append(Order([0] * 500_000))", "objgraph"), "holders")
    assert [row["type"] for row in rows] == ["module", "list", "Order", "list"]
    assert [row["holder"] for row in rows] == ["__main__", ".orders", "[0]", ".lines"]
