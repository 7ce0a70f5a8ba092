"""Which of the sampled stacks are the user's."""

from __future__ import annotations

from collections.abc import Callable

from kernels import Kernel

STACKS = """
import sys
kernel = next(one for name, one in sys.modules.items() if name.startswith("_cellheat_")
              and name.endswith(".stacks.samples"))
statement, = kernel.ours.statements
asked = kernel.Stack(1, (kernel.Frame(statement, "<lambda>", 1, 1),), 10, 1)
mine = kernel.Stack(2, (kernel.Frame("cell", "work", 1, 1),), 10, 1)
[stack.thread for stack in kernel.inside([asked, mine], lambda filename: True)]
"""


def test_a_request_of_the_front_end_is_not_code_of_the_user(
    edge: str, fresh: Callable[[str], Kernel]
) -> None:
    kernel = fresh(edge)
    kernel.place()
    assert kernel.arm("pass", "stacks")["kind"] == "ok"
    kernel.run("pass")
    kernel.collect()
    ran = kernel.run(STACKS)
    shown = [m["content"]["data"] for m in ran.messages if m["msg_type"] == "execute_result"]
    assert shown and shown[0]["text/plain"] == "[2]", ran.error
