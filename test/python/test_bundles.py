"""What the magics show and refuse, from an installed package and from a brought helper."""

from __future__ import annotations

import re
import subprocess
import textwrap
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import Kernels
from kernels import MIME, ROOT, Kernel, Ran, edges, pythons
from oracle import differ, hooks

PYTHON = str(ROOT / ".venv" / "bin" / "python")


@pytest.fixture(scope="module", params=["installed", *edges()])
def shell(request: pytest.FixtureRequest, kernels: Kernels) -> Iterator[Kernel]:
    """With the magics loaded: of the installed package, or of what the finder serves."""
    if request.param == "installed":
        kernel = kernels.fresh(PYTHON)
    else:
        kernel = kernels.fresh(pythons()[request.param])
        assert "ModuleNotFoundError" in kernel.run("%load_ext cellheat").error
        kernel.place()
    ran = kernel.run("%load_ext cellheat")
    assert (ran.status, ran.stream("stderr")) == ("ok", "")
    yield kernel
    kernels.close(kernel)


@pytest.fixture(autouse=True)
def untouched(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a magic does, nothing of it stays on."""
    if "shell" not in request.fixturenames:
        yield
        return
    shell: Kernel = request.getfixturevalue("shell")
    before = hooks(shell)
    yield
    after = hooks(shell)
    assert not differ(before, after, "HOOK")


def profile_of(ran: Ran) -> dict[str, Any]:
    assert len(ran.documents) == 1, (ran.kinds, ran.error, ran.stream("stderr"))
    assert ran.documents[0]["kind"] == "profile", ran.documents
    return ran.documents[0]


def bundle_of(ran: Ran) -> dict[str, Any]:
    (bundle,) = (bundle for bundle in ran.bundles if MIME in bundle)
    return bundle


class Tags(HTMLParser):
    """The tags and attributes of a piece of HTML, and that it closes what it opens."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag != "br":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def check_bundle(bundle: dict[str, Any]) -> None:
    assert set(bundle) == {MIME, "text/html", "text/plain"}
    text = bundle["text/plain"]
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 100
    tags = Tags(bundle["text/html"])
    allowed = {"div", "p", "span", "small", "b", "br", "pre", "table", "tr", "th", "td", "tbody"}
    assert set(tags.tags) <= allowed | {"thead", "code", "strong"}
    assert set(tags.attributes) <= {"style"}


# --- the cell forms ---


@pytest.mark.parametrize("instrument", ["calls", "memory"])
def test_a_cell_runs_the_ordinary_way(shell: Kernel, instrument: str) -> None:
    source = f"%%cellheat {instrument}\ndef f(n):\n    return n\nprint(f(4))\nf(5)"
    ran = shell.run(source)
    assert ran.stream() == "4\n"
    assert ran.kinds == ["execute_input", "stream", "execute_result", "display_data"]
    assert ran.bundles[0]["text/plain"] == "5"
    profile = profile_of(ran)
    assert profile["instrument"] == instrument
    assert profile["outcome"]["status"] == "ok"
    assert profile["cell"]["count"] == ran.reply["content"]["execution_count"]
    assert profile["cell"]["id"] == "cell"
    check_bundle(bundle_of(ran))


def test_lines_are_those_of_the_cell(shell: Kernel) -> None:
    data = profile_of(shell.run("%%cellheat calls\n\ndef f():\n    pass\nf()"))["data"]
    (row,) = (row for row in data["functions"] if row["name"] == "f")
    assert (row["line"], row["calls"]) == (3, 1)


def test_lines_above_another_magic(shell: Kernel) -> None:
    ran = shell.run("%%cellheat calls\n%%time\ndef f():\n    pass\nf()")
    data = profile_of(ran)["data"]
    assert "Wall time" in ran.stream()
    (row,) = (row for row in data["functions"] if row["name"] == "f")
    assert row["line"] == 3


def test_below_another_magic_it_says_so(shell: Kernel) -> None:
    ran = shell.run("%%time\n%%cellheat calls\nmarker = 1")
    assert "first line" in ran.stream("stderr") + ran.error
    assert not ran.documents


def test_a_cell_that_raises(shell: Kernel) -> None:
    ran = shell.run("%%cellheat calls\ndef f():\n    1/0\nf()")
    assert (ran.status, ran.reply["content"]["ename"]) == ("error", "ZeroDivisionError")
    assert profile_of(ran)["outcome"] == {"status": "raised", "error": "ZeroDivisionError"}
    assert "ZeroDivisionError" in bundle_of(ran)["text/plain"]


def test_a_cell_with_a_syntax_error(shell: Kernel) -> None:
    ran = shell.run("%%cellheat calls\nx ==== 3")
    assert ran.reply["content"]["ename"] == "SyntaxError"
    assert profile_of(ran)["outcome"]["status"] == "not-run"


def test_nested_magics_of_a_cell_are_measured_once(shell: Kernel) -> None:
    ran = shell.run("%%cellheat calls\nget_ipython().run_cell('nested = 1')\nnested")
    profile_of(ran)


def test_rows(shell: Kernel) -> None:
    body = "\n".join(f"def f{i}(): pass\nf{i}()" for i in range(9))
    ran = shell.run(f"%%cellheat calls --rows 3\n{body}")
    assert len(profile_of(ran)["data"]["functions"]) == 10, "the document has them all"
    text = bundle_of(ran)["text/plain"]
    assert "3 of 10 functions" in text
    assert Tags(bundle_of(ran)["text/html"]).tags.count("tr") == 4


# --- timeit ---


@pytest.mark.parametrize("body", ["sum(range(50))", "import asyncio\nawait asyncio.sleep(0)"])
def test_timeit(shell: Kernel, body: str) -> None:
    before = shell.probe()["names"]
    ran = shell.run(f"%%cellheat timeit --budget 0.1\nnever = 1\n{body}")
    profile = profile_of(ran)
    assert profile["data"]["runs"] > 1
    assert profile["data"]["budget_s"] == 0.1
    assert "never" not in shell.probe()["names"]
    assert "never" not in before
    check_bundle(bundle_of(ran))


def test_timeit_shows_why_not(shell: Kernel) -> None:
    ran = shell.run("%%cellheat timeit\n1/0")
    (failure,) = ran.documents
    assert (failure["kind"], failure["reason"]) == ("failure", "raised")
    assert "ZeroDivisionError" in bundle_of(ran)["text/plain"]
    check_bundle(bundle_of(ran))


# --- the line form ---


def test_line_form_runs_a_statement(shell: Kernel) -> None:
    profile_of(shell.run("%cellheat memory bound = 5"))
    assert shell.probe()["names"]["bound"] == "int 5"


def test_line_form_raises_what_the_statement_raises(shell: Kernel) -> None:
    ran = shell.run("%cellheat calls 1/0")
    assert ran.reply["content"]["ename"] == "ZeroDivisionError"
    assert profile_of(ran)["outcome"] == {"status": "raised", "error": "ZeroDivisionError"}


def test_line_form_of_timeit(shell: Kernel) -> None:
    ran = shell.run("%cellheat timeit --budget 0.05 sum([1, 2])")
    assert profile_of(ran)["data"]["runs"] > 1


def test_line_form_with_a_syntax_error(shell: Kernel) -> None:
    ran = shell.run("%cellheat calls x ====")
    assert ran.status == "error"
    assert "SyntaxError" in ran.error
    assert "profiler-failed" not in str(ran.documents)


# --- misuse ---


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%%cellheat nothing", "nothing"),
        ("%%cellheat calls --nothing", "--nothing"),
        ("%%cellheat calls f(x)", "lines below"),
        ("%%cellheat timeit --budget 0", "0.01"),
        ("%%cellheat timeit --budget soon", "budget"),
        ("%%cellheat timeit --budget", "budget"),
        ("%%cellheat calls --rows 0", "1 and 500"),
        ("%%cellheat calls --rows x", "rows"),
        ("%%cellheat calls 'unclosed", "unclosed"),
        ("%%cellheat 'unclosed", "Try"),
    ],
)
def test_misuse_is_told_and_nothing_runs(shell: Kernel, line: str, said: str) -> None:
    ran = shell.run(f"{line}\nran_all_the_same = 1")
    text = ran.stream() + ran.stream("stderr") + ran.error
    assert said in text
    assert "Traceback" not in text
    assert not ran.documents
    assert "ran_all_the_same" not in shell.probe()["names"]


@pytest.mark.parametrize("line", ["%%cellheat --help", "%%cellheat calls --help"])
def test_help_of_a_cell(shell: Kernel, line: str) -> None:
    ran = shell.run(f"{line}\nran_all_the_same = 1")
    for word in ("timeit", "calls", "memory", "--budget", "--rows", "--yes", "%%cellheat"):
        assert word in ran.stream()
    assert max(map(len, ran.stream().splitlines())) <= 100
    assert "ran_all_the_same" not in shell.probe()["names"]


def test_line_form_with_nothing_to_run(shell: Kernel) -> None:
    ran = shell.run("%cellheat calls")
    assert "Nothing to run" in ran.stream("stderr") + ran.error


@pytest.mark.parametrize("source", ["%%cellheat calls", "%%cellheat calls\n# nothing"])
def test_empty_cell(shell: Kernel, source: str) -> None:
    ran = shell.run(source)
    assert ran.status == "ok"
    assert not ran.documents


def test_words_that_only_look_like_it(shell: Kernel) -> None:
    ran = shell.run("x = '''\n%%cellheat calls\n'''\nx")
    assert ran.bundles[0]["text/plain"] == repr("\n%%cellheat calls\n")
    assert not ran.documents


# --- what is shown ---

HOSTILE = "<img src=x onerror=alert(1)><script>alert(1)</script>&\"'"


def test_everything_is_escaped(shell: Kernel) -> None:
    """Names are data: they come from code that may have come from anywhere."""
    # A name with a dot or a path in it would be shortened.
    source = (
        "%%cellheat calls\n"
        "def f(): return sum(range(200000))\n"
        f"names = {{'__code__': f.__code__.replace(co_name={HOSTILE!r})}}\n"
        "f.__code__ = names['__code__']\n"
        f"if hasattr(f.__code__, 'co_qualname'):\n"
        f"    f.__code__ = f.__code__.replace(co_qualname={HOSTILE!r})\n"
        f"f()\n"
        f"raise type({HOSTILE!r}, (Exception,), {{}})()"
    )
    bundle = bundle_of(shell.run(source))
    check_bundle(bundle)
    html = bundle["text/html"]
    assert "<img" not in html
    assert "<script" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "<img src=x" in Tags(html).text


def test_control_characters_do_not_reach_the_terminal(shell: Kernel) -> None:
    source = (
        "%%cellheat calls\ndef f(): pass\n"
        "f.__code__ = f.__code__.replace(co_name='a\\x1b[31mred\\nline')\n"
        "if hasattr(f.__code__, 'co_qualname'):\n"
        "    f.__code__ = f.__code__.replace(co_qualname='a\\x1b[31mred\\nline')\nf()"
    )
    assert "\x1b" not in bundle_of(shell.run(source))["text/plain"]


def test_long_names_are_cut(shell: Kernel) -> None:
    name = "long_" * 40
    bundle = bundle_of(shell.run(f"%%cellheat calls\ndef {name}(): pass\n{name}()"))
    check_bundle(bundle)


def test_numbers_are_in_all_three(shell: Kernel) -> None:
    bundle = bundle_of(shell.run("%%cellheat calls\nimport time\ntime.sleep(0.05)"))
    assert "sleep" in bundle["text/plain"]
    assert "sleep" in Tags(bundle["text/html"]).text
    assert re.search(r"\d+(\.\d+)? ms", bundle["text/plain"])


# --- coming and going ---


def test_unloading_leaves_nothing(kernels: Kernels, shell: Kernel) -> None:
    """In a kernel of its own, for the fixtures look at the hooks of the other one."""
    kernel = kernels.fresh(shell.python)
    kernel.place()
    before = hooks(kernel)
    kernel.run("%load_ext cellheat")
    assert differ(before, hooks(kernel), "HOOK"), "the magics are there"
    kernel.run("%%cellheat calls\n1")
    kernel.run("%unload_ext cellheat")
    left = differ(before, hooks(kernel), "HOOK")
    ran = kernel.run("%%cellheat calls\nran_all_the_same = 1")
    names = kernel.probe()["names"]
    kernels.close(kernel)
    assert not left
    assert "not found" in ran.stream("stderr") + ran.error
    assert "ran_all_the_same" not in names


def test_names_of_the_user_stay_as_they_are(shell: Kernel) -> None:
    before = shell.probe()["names"]
    shell.run("%%cellheat calls\n1;", silent=False)
    after = shell.probe()["names"]
    new = {name for name in after if name not in before and not re.fullmatch(r"_i?\d*", name)}
    assert not new


# --- a terminal ---

TERMINAL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for source in {sources!r}:
    print(">>>")
    shell.run_cell(source, store_history=True)
"""


def terminal(folder: Path, *sources: str) -> list[str]:
    """What a plain IPython says to each cell."""
    script = textwrap.dedent(TERMINAL).format(sources=["%load_ext cellheat", *sources])
    ran = subprocess.run(
        [PYTHON, "-c", script],
        cwd=folder,
        env={"IPYTHONDIR": str(folder), "PATH": "/usr/bin:/bin", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stderr
    return ran.stdout.split(">>>\n")[2:]


def test_terminal(tmp_path: Path) -> None:
    calls, memory, timed, line = terminal(
        tmp_path,
        "%%cellheat calls\ndef f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nf(8)",
        "%%cellheat memory\nx = 1",
        "%%cellheat timeit --budget 0.05\nsum([1])",
        "v = %cellheat calls f(3)\nprint(v)",
    )
    assert "67/1" in calls
    assert "Out[" in calls
    assert "[2]:1" in calls
    assert "emory" in memory
    assert "a run" in timed or "best" in timed
    assert line.rstrip().endswith("2")
    for text in (calls, memory, timed, line):
        assert "\x1b" not in text
        assert MIME not in text
        assert max(map(len, text.splitlines())) <= 100
