"""Going on with a comparison that could not tell: in Python, and asked for by a front end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Kernels
from kernels import MIME, Kernel, Ran, edges, lend, pythons, statement

import cellheat

#: Their times vary so much that the budget does not decide.
VARY = """
import cellheat, random
def vary():
    for _ in range(random.choice((5_000, 15_000))):
        pass
def a(): vary()
def b(): vary()
"""
UNCLEAR = "found = cellheat.compare(a=a, b=b, budget=0.2)\nfound"


@pytest.fixture(scope="module", params=edges())
def placed(request: pytest.FixtureRequest, kernels: Kernels) -> Iterator[Kernel]:
    kernel = kernels.fresh(pythons()[request.param])
    yield kernel.prepare(Kernel.place).prepare(vary)
    kernels.close(kernel)


def vary(kernel: Kernel) -> None:
    assert kernel.run(VARY).status == "ok"


def unclear(kernel: Kernel) -> dict[str, Any]:
    ran = kernel.run(UNCLEAR, cell="compare")
    assert ran.status == "ok", ran.error
    (document,) = ran.documents
    assert document["points"][0]["pairs"][0]["verdict"] == "unclear"
    assert document["offers"][:1] == ["more"]
    return document


def more(kernel: Kernel, token: str, seconds: float = 0.3) -> Ran:
    return kernel.request({"op": "more", "token": token, "seconds": seconds, "cell": "shown"})


def test_it_goes_on_once_with_what_it_has() -> None:
    names: dict[str, Any] = {}
    exec(VARY, names)
    found = cellheat.compare(a=names["a"], b=names["b"], budget=0.2, metrics=["time", "memory"])
    before = found.document()
    assert before["offers"][:1] == ["more"]
    assert found.more(0.3) is found
    after = found.document()
    assert after["points"][0]["blocks"] > before["points"][0]["blocks"]
    assert after["points"][0]["times"][0]["peak_bytes"] is not None
    assert after["wall_ns"] >= before["wall_ns"] + 3e8
    assert "0.3 s more" in after["method"]["more"]
    assert "more" not in after["offers"]
    with pytest.raises(ValueError, match="nothing to go on with"):
        found.more()


def test_what_is_decided_offers_no_more() -> None:
    found = cellheat.compare(a="sum(range(2_000)) > 9", b="sum(range(20)) > 9", budget=1.0)
    assert found.verdict == "faster"
    assert "more" not in found.document()["offers"]
    with pytest.raises(ValueError, match="nothing to go on with"):
        found.more()


def test_a_front_end_gets_the_whole_result(placed: Kernel) -> None:
    before = unclear(placed)
    ran = more(placed, before["token"])
    (bundle,) = ran.bundles
    assert list(bundle) == [MIME, "text/html", "text/plain"]
    after = bundle[MIME]
    assert after["token"] in (before["token"], None)
    assert after["cell"] == before["cell"]
    assert after["points"][0]["blocks"] > before["points"][0]["blocks"]
    assert "more" not in after["offers"]
    assert ran.progress[-1]["over"]
    assert {one["token"] for one in ran.progress} == {before["token"]}
    # The cell that shows it, which need not be the one that ran it.
    assert {one["cell"]["id"] for one in ran.progress} == {"shown"}
    # The notebook's own name for it has the same.
    assert placed.value("found.document()['points'][0]['blocks']") == after["points"][0]["blocks"]
    (again,) = more(placed, before["token"]).documents
    assert (again["kind"], again["reason"]) == ("failure", "refused")


def test_what_is_gone_is_said_kindly(placed: Kernel) -> None:
    (answer,) = more(placed, "nothing").documents
    assert (answer["kind"], answer["reason"]) == ("failure", "not-started")
    assert "Run the cell again" in answer["text"]


def test_it_is_found_as_long_as_somebody_has_it(placed: Kernel) -> None:
    source = "for _ in range(2):\n    found = cellheat.compare(a=a, b=b, budget=0.2)\n"
    placed.run(source + "    display(found)")
    ran = placed.run(source + "    display(found)")
    first, second = (document["token"] for document in ran.documents)
    assert more(placed, first).documents[0]["kind"] == "failure"
    assert more(placed, second).documents[0]["kind"] == "comparison"


def test_an_interrupt_keeps_what_is_known(placed: Kernel) -> None:
    before = unclear(placed)
    request = placed.send(
        statement("ask"),
        silent=True,
        metadata={"cellheat": {"op": "more", "token": before["token"], "seconds": 60, "cell": "c"}},
        stop_on_error=False,
    )
    told = 0

    def stop(message: dict[str, Any]) -> None:
        nonlocal told
        told += message["msg_type"] == "update_display_data"
        if told == 3:
            told += 1
            placed.interrupt()

    ran = placed.wait(request, seen=stop)
    (after,) = ran.documents
    assert after["outcome"]["status"] == "interrupted"
    assert after["points"][0]["blocks"] > before["points"][0]["blocks"]
    assert ran.progress[-1]["over"]
    assert placed.run("1 + 1").status == "ok"


def test_an_interrupt_in_a_cell_shows_it_and_stops_the_notebook(placed: Kernel) -> None:
    unclear(placed)
    told = 0

    def stop(message: dict[str, Any]) -> None:
        nonlocal told
        told += message["msg_type"] == "update_display_data"
        if told == 3:
            told += 1
            placed.interrupt()

    ran = placed.run("found.more(60)", seen=stop)
    assert ran.error.startswith("KeyboardInterrupt")
    assert ran.documents[0]["outcome"]["status"] == "interrupted"


def test_what_fresh_processes_need_is_named(placed: Kernel) -> None:
    token = unclear(placed)["token"]
    ran = placed.request({"op": "confirm", "token": token, "processes": 2, "cell": "shown"})
    (refusal,) = ran.documents
    assert refusal["missing"]["name"] == "cloudpickle"
    assert refusal["missing"]["command"].endswith("-m pip install cloudpickle")


def test_fresh_processes_are_told_of_one_by_one(placed: Kernel) -> None:
    lend(placed, "cloudpickle")
    before = unclear(placed)
    assert "confirm" in before["offers"]
    request = {"op": "confirm", "token": before["token"], "processes": 2, "cell": "shown"}
    ran = placed.request(request)
    (after,) = ran.documents
    assert after["kind"] == "comparison", after
    assert after["confirmation"]["processes"] == 2
    assert [(one["step"], one["size"], one["sizes"]) for one in ran.progress[:2]] == [
        ("confirming", 1, 2),
        ("confirming", 2, 2),
    ]
    assert ran.progress[-1]["over"]
    assert placed.value("found.confirmation.processes") == 2
