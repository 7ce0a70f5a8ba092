"""What the menus offer is what the kernel side has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kernels import ROOT

from cellheat.kernel.instruments import INSTRUMENTS


def ways(items: list[dict[str, Any]]) -> Iterator[tuple[str, str | None]]:
    """Instrument and tool of each entry; no tool stands for the one that the kernel prefers."""
    for item in items:
        if "submenu" in item:
            yield from ways(item["submenu"]["items"])
        elif item.get("args", {}).get("menu"):
            yield item["args"]["instrument"], item["args"]["tool"]


def test_every_tool_of_every_instrument_is_offered() -> None:
    menus = json.loads((ROOT / "schema" / "plugin.json").read_text("utf-8"))["jupyter.lab.menus"]
    offered = list(ways(menus["main"][0]["items"]))
    assert {name for name, _ in offered} == set(INSTRUMENTS)
    for name, about in INSTRUMENTS.items():
        tools = {tool.name for tool in about.tools}
        named = {tool for one, tool in offered if one == name and tool is not None}
        assert named <= tools
        # The one that is left is taken where none is named.
        assert len(tools - named) <= 1, (name, tools - named)


def test_what_a_tool_says_of_itself_begins_with_a_capital_letter() -> None:
    for about in INSTRUMENTS.values():
        for tool in about.tools:
            said = " ".join((tool.measures, tool.blind, tool.needs))
            assert all(sentence[:1].isupper() for sentence in said.split(". ")), (tool.name, said)
