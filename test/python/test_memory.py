"""The highest resident memory of a run, against blocks of known size."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from kernels import Kernel

MIB = 2**20

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell")


def memory(kernel: Kernel, source: str) -> dict[str, Any]:
    profile, ran = kernel.profile(source, "memory")
    assert ran.status == "ok", ran.error
    assert profile["kind"] == "profile", profile
    return profile


def test_a_block_that_is_freed_shows_at_the_highest_only(kernel: Kernel) -> None:
    profile = memory(kernel, "block = bytearray(100 * 2**20)\ndel block")
    data = profile["data"]
    assert data["method"] == "VmHWM"
    assert profile["peak_bytes"] == data["peak_bytes"] - data["start_bytes"]
    assert profile["peak_bytes"] == pytest.approx(100 * MIB, abs=8 * MIB)
    assert data["end_bytes"] - data["start_bytes"] < 20 * MIB


def test_a_block_that_is_kept_shows_at_the_end(kernel: Kernel) -> None:
    data = memory(kernel, "kept = bytearray(100 * 2**20)")["data"]
    assert data["end_bytes"] - data["start_bytes"] == pytest.approx(100 * MIB, abs=8 * MIB)
    assert kernel.run("del kept").status == "ok"


def test_each_run_starts_anew(kernel: Kernel) -> None:
    memory(kernel, "block = bytearray(100 * 2**20)\ndel block")
    assert memory(kernel, "x = 1")["peak_bytes"] < 20 * MIB


def test_the_peak_of_one_call_is_not_missed(kernel: Kernel) -> None:
    """Within one C call no sampler in the kernel would get a turn."""
    profile = memory(kernel, "len(b'x' * (100 * 2**20) + b'y')")
    assert profile["peak_bytes"] >= 190 * MIB


def test_every_ordinary_run_tells_the_peak(kernel: Kernel) -> None:
    profile, _ = kernel.profile("block = bytearray(100 * 2**20)\ndel block", "calls")
    assert profile["peak_bytes"] == pytest.approx(100 * MIB, abs=8 * MIB)


def test_says_what_it_cannot_see(kernel: Kernel) -> None:
    notes = {note["code"]: note["text"] for note in memory(kernel, "x = 1")["notes"]}
    assert "used again do not show" in notes["resident-only"]
