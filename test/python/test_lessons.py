"""The lessons: how they are shipped, and that what they say is what a kernel measures.

Times are compared as growth and as directions, with room; the texts quote no figures.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from kernels import MIME, ROOT, minor, pythons, versions
from nbclient import NotebookClient

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = ROOT / "notebooks"
PACK = tomllib.loads((FOLDER / "pack.toml").read_text("utf-8"))
LESSONS = {lesson["id"]: lesson for lesson in PACK["lesson"]}
ROLES = {"setup", "make", "variant", "compare", "exercise"}

#: What would tell a reader the answer before the measurement.
GIVEAWAY = re.compile(
    r"slow|fast|quick|linear|quadratic|constant|cheap|expensive|costly|wins?\b|loses?\b"
    r"|better|worse|hash|copie|copy|in place|\bO\(",
    re.IGNORECASE,
)

#: Cells that time something by themselves.
TIMED = {"i3-exercise-1", "e1-exercise-1"}

Document = dict[str, Any]


@cache
def notebook(lesson: str) -> Any:
    return nbformat.read(FOLDER / LESSONS[lesson]["file"], as_version=nbformat.NO_CONVERT)


def role(cell: Any) -> str:
    return str(cell.metadata.cellheat.role)


def cells(lesson: str, wanted: str) -> list[Any]:
    return [cell for cell in notebook(lesson).cells if role(cell) == wanted]


def comparing(cell: Any) -> ast.Call | None:
    """The call of `cellheat.compare` that is the cell's displayed value."""
    last = ast.parse(cell.source).body[-1]
    call = last.value if isinstance(last, ast.Expr) else None
    named = isinstance(call, ast.Call) and ast.unparse(call.func) == "cellheat.compare"
    return call if named else None


def settings(call: ast.Call) -> dict[str, ast.expr]:
    return {str(keyword.arg): keyword.value for keyword in call.keywords}


# --- as they are shipped ---


def test_the_pack_lists_every_lesson() -> None:
    assert (PACK["format"], PACK["id"], PACK["licence"]) == (1, "cellheat", "BSD-3-Clause")
    files = {path.name for path in FOLDER.glob("*.ipynb")}
    assert {lesson["file"] for lesson in PACK["lesson"]} == files - {"welcome.ipynb"}
    assert len(LESSONS) == len(PACK["lesson"])
    for lesson in PACK["lesson"]:
        assert lesson.keys() == {
            *("id", "title", "chapter", "summary", "minutes", "file", "seeds"),
        }
        assert "\n" not in lesson["summary"]
        assert not GIVEAWAY.search(lesson["title"] + lesson["summary"])


@pytest.fixture(params=LESSONS)
def lesson(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_notebook_is_the_packs(lesson: str) -> None:
    book = notebook(lesson)
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert book.metadata.cellheat == {
        "schema": 1,
        "lesson": lesson,
        "version": PACK["version"],
        "title": LESSONS[lesson]["title"],
    }
    first = book.cells[0].source.splitlines()[0]
    assert first == f"# {LESSONS[lesson]['title']}"


def test_cells_are_shipped_without_a_run(lesson: str) -> None:
    for cell in notebook(lesson).cells:
        # the setup is long, and not what the lesson is about: it starts folded away
        folded = {"jupyter"} if cell.metadata.cellheat.role == "setup" else set()
        assert cell.metadata.keys() == {"cellheat", "tags"} | folded
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


def test_cells_have_names_of_their_own(lesson: str) -> None:
    found = notebook(lesson).cells
    assert len({cell.id for cell in found}) == len(found)
    for cell in found:
        said = cell.metadata.cellheat
        assert said.schema == 1
        assert said.id == cell.id.replace("-", ".")
        assert said.id.split(".")[:2] == [lesson, said.role]
        assert cell.metadata.tags == [said.role]
        assert said.role in (ROLES if cell.cell_type == "code" else {"note"})


def test_a_lesson_has_all_steps(lesson: str) -> None:
    code = [role(cell) for cell in notebook(lesson).cells if cell.cell_type == "code"]
    assert code[0] == "setup"
    assert code.count("setup") == 1
    assert 2 <= code.count("compare") <= 3
    assert code[-1] == "exercise"
    headings = re.findall(r"^## (\w+)$", "\n".join(map(prose, cells(lesson, "note"))), re.M)
    assert headings == ["Investigate", "Modify", "Make"]


def test_the_setup_is_the_same_everywhere() -> None:
    assert len({cells(lesson, "setup")[0].source for lesson in LESSONS}) == 1


def test_compare_cells_are_one_expression(lesson: str) -> None:
    for cell in cells(lesson, "compare"):
        assert len(ast.parse(cell.source).body) == 1
        call = comparing(cell)
        assert call is not None
        options = settings(call)
        names = [name for name in options if name not in ("make", "n", "budget", "equal")]
        assert names == cell.metadata.cellheat.variants
        assert cell.metadata.cellheat.question.endswith("?")
        assert all(ast.unparse(options[name]) == name for name in names)
        defined = defined_above(lesson, cell)
        assert {"make", "n"} <= options.keys()
        assert ast.unparse(options["make"]) in defined["make"]
        assert set(names) <= defined["variant"]


def defined_above(lesson: str, end: Any) -> dict[str, set[str]]:
    """What Measure has run before it runs the compare cell, by role."""
    found: dict[str, set[str]] = {"make": set(), "variant": set()}
    for cell in notebook(lesson).cells:
        if cell is end:
            break
        if role(cell) in found:
            body = ast.parse(cell.source).body
            found[role(cell)] |= {node.name for node in body if isinstance(node, ast.FunctionDef)}
    return found


def prose(cell: Any) -> str:
    """What is seen of a text cell: the rest is folded away."""
    return re.sub(r"<details>.*?</details>", "", cell.source, flags=re.DOTALL)


def test_nothing_gives_an_answer_away(lesson: str) -> None:
    found = notebook(lesson).cells
    last = max(at for at, cell in enumerate(found) if role(cell) == "compare")
    for cell in found[: last + 1]:
        if role(cell) != "setup":
            told = GIVEAWAY.findall(prose(cell))
            assert not told, (cell.id, told)
            assert not GIVEAWAY.search(cell.metadata.cellheat.get("question", ""))


def test_what_is_folded_away_is_closed_again(lesson: str) -> None:
    for cell in cells(lesson, "note"):
        parts = re.findall(r"</?(?:details|summary)>", cell.source)
        whole = ["<details>", "<summary>", "</summary>", "</details>"]
        assert parts == whole * (len(parts) // 4), cell.id
        # without the empty line, Markdown inside is shown as it is typed
        assert cell.source.count("</summary>\n\n") == cell.source.count("</summary>")


# --- as they run ---


#: Changes the options of a comparison in a cell of a role.
Change = Callable[[str, dict[str, ast.expr]], None]


def joined(lessons: Iterable[str], change: Change) -> Any:
    """Lessons in one notebook, with nothing kept between them."""
    book = nbformat.v4.new_notebook()
    for lesson in lessons:
        copy = nbformat.from_dict(json.loads(json.dumps(notebook(lesson))))
        for cell in copy.cells:
            if cell.cell_type == "code" and comparing(cell) is not None:
                cell.source = changed(cell, change)
        book.cells.append(nbformat.v4.new_code_cell("%reset -f", id=f"before-{lesson}"))
        for cell in copy.cells:
            # a single run says little
            times = 3 if cell.id in TIMED else 1
            book.cells += [{**cell, "id": f"{cell.id}-{time}"} for time in range(1, times)]
            book.cells.append(cell)
    book.cells = list(map(nbformat.from_dict, book.cells))
    return book


def changed(cell: Any, change: Change) -> str:
    """The cell's source with other options of its comparison."""
    tree = ast.parse(cell.source)
    last = tree.body[-1]
    assert isinstance(last, ast.Expr)
    assert isinstance(last.value, ast.Call)
    options = settings(last.value)
    change(role(cell), options)
    last.value.keywords = [ast.keyword(name, value) for name, value in options.items()]
    return ast.unparse(ast.fix_missing_locations(tree))


def briefly(kind: str, options: dict[str, ast.expr]) -> None:
    sizes = ast.literal_eval(options["n"])
    wanted = sizes if kind == "compare" else sizes[:1]
    options["n"] = ast.Constant([min(size, 100_000) for size in wanted])
    options["budget"] = ast.Constant(0.1)


def longer(kind: str, options: dict[str, ast.expr]) -> None:
    briefly(kind, options)
    options["budget"] = ast.Constant(1.0)


def smallest(_: str, options: dict[str, ast.expr]) -> None:
    options["n"] = ast.Constant(ast.literal_eval(options["n"])[:1])


def execute(book: Any, python: str, folder: Path, path: str) -> Executed:
    """Run a notebook in a kernel of its own; `path` is where its Python looks for packages."""
    manager = AsyncKernelManager(transport="ipc", ip=str(folder / "s"))
    argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    environment = {"IPYTHONDIR": str(folder / "settings"), "PYTHONPATH": path}
    manager._kernel_spec = KernelSpec(argv=argv, language="python", env=environment)
    NotebookClient(book, km=manager, timeout=60).execute(cwd=str(folder))
    return Executed(book)


class Executed:
    """The lessons after their run."""

    def __init__(self, book: Any) -> None:
        self._cells = {cell.id: cell for cell in book.cells}

    def cell(self, name: str) -> Any:
        return self._cells[name]

    def printed(self, name: str) -> str:
        outputs = self.cell(name).outputs
        return "".join(out.text for out in outputs if out.output_type == "stream")

    def best(self, name: str) -> list[float]:
        """The lowest figure of each printed line, of three runs of the cell."""
        runs = [figures(self.printed(name + again)) for again in ("", "-1", "-2")]
        return [min(line) for line in zip(*runs, strict=True)]

    def comparisons(self, lesson: str) -> Iterator[tuple[Any, Document]]:
        for name, cell in self._cells.items():
            if name.startswith(f"{lesson}-") and cell.cell_type == "code" and comparing(cell):
                (output,) = cell.outputs
                yield cell, output.data[MIME]

    def compared(self, lesson: str) -> list[Comparison]:
        """What the compare cells of a lesson measured, in their order."""
        found = self.comparisons(lesson)
        return [Comparison(document) for cell, document in found if role(cell) == "compare"]


class Comparison:
    """A measured comparison of two, by the size of the input."""

    def __init__(self, document: Document) -> None:
        self._points = {point["n"]: point for point in document["points"]}
        self._growth = document["growth"]

    def ratio(self, n: int) -> float:
        ratio = self._points[n]["pairs"][0]["ratio"]
        assert ratio is not None, "too few runs"
        return float(ratio)

    def families(self, variant: int) -> list[str]:
        """How the time of a variant grows: all that fit about equally well."""
        return [
            name for one in self._growth if one["variant"] == variant for name in one["families"]
        ]

    def peak(self, variant: int, n: int) -> int:
        return int(self._points[n]["times"][variant]["peak_bytes"])


class Measured:
    """What the lessons measured on one Python."""

    def __init__(self, run: Callable[[Iterable[str], Change], Executed]) -> None:
        self._run = run
        self.first = run(LESSONS, briefly)

    def hold(self, lesson: str, claim: Callable[..., None]) -> None:
        """Call `claim` with a lesson's comparisons.

        A machine that is busy with other things spoils a short measurement now and then: what does
        not hold is measured twice more, and longer. What is wrong holds never.
        """
        try:
            return claim(*self.first.compared(lesson))
        except AssertionError:
            pass
        try:
            return claim(*self._run([lesson], longer).compared(lesson))
        except AssertionError:
            return claim(*self._run([lesson], longer).compared(lesson))


@pytest.fixture(scope="module")
def measured(version: str, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    def run(lessons: Iterable[str], change: Change) -> Executed:
        folder = tmp_path_factory.mktemp("lessons")
        return execute(joined(lessons, change), pythons()[version], folder, str(ROOT))

    return Measured(run)


@pytest.fixture(scope="module")
def executed(measured: Measured) -> Executed:
    return measured.first


def test_every_comparison_is_valid(executed: Executed, lesson: str) -> None:
    found = list(executed.comparisons(lesson))
    assert len(found) == len(cells(lesson, "compare")) + 1
    for cell, document in found:
        assert document["kind"] == "comparison", cell.id
        assert document["equality"] == "equal", (cell.id, document["difference"])
        assert document["at"] is not None, cell.id
        verdicts = {pair["verdict"] for point in document["points"] for pair in point["pairs"]}
        assert "invalid" not in verdicts, cell.id
        call = comparing(cell)
        assert call is not None
        sizes = ast.literal_eval(settings(call)["n"])
        assert [point["n"] for point in document["points"]] == sizes, cell.id


def test_the_results_are_told_as_text_too(executed: Executed, lesson: str) -> None:
    for cell, _ in executed.comparisons(lesson):
        text = cell.outputs[0].data["text/plain"]
        assert all(name in text for name in cell.metadata.cellheat.get("variants", ["mine"]))


# Growth is told by ratios at two sizes, and not by times: what is interleaved is not disturbed by
# what else the machine does.


def test_membership(measured: Measured) -> None:
    def claim(many: Comparison, single: Comparison, regulars: Comparison) -> None:
        assert many.ratio(1_000) > 10 * many.ratio(1)
        assert many.ratio(1_000) > 2 * many.ratio(100)
        assert "linear-ish" in many.families(0)
        # the set is built for one question
        assert min(single.ratio(n) for n in (100, 1_000, 10_000)) < 0.8
        assert single.peak(1, 1_000) > 10 * single.peak(0, 1_000)
        # where the match stands counts, and not how many there are
        assert regulars.ratio(10_000) < 20

    measured.hold("d1", claim)


def test_string_building(measured: Measured) -> None:
    def claim(local: Comparison, attribute: Comparison, brackets: Comparison) -> None:
        assert local.ratio(10_000) > 1.5
        assert local.ratio(100_000) < 10 * local.ratio(1_000), "quadratic"
        assert "linear-ish" in local.families(0)
        assert "linear-ish" in local.families(1)
        # without the copying, the calls of `add` would be most of both
        assert attribute.ratio(10_000) > 4
        assert attribute.ratio(10_000) > attribute.ratio(100)
        assert "quadratic-ish" in attribute.families(0)
        assert "linear-ish" in attribute.families(1)
        assert 0.8 < brackets.peak(0, 10_000) / brackets.peak(1, 10_000) < 1.25

    measured.hold("i3", claim)


def test_generators(measured: Measured) -> None:
    def claim(total: Comparison, handed: Comparison, early: Comparison) -> None:
        assert total.peak(0, 100_000) > 100 * total.peak(1, 100_000)
        assert total.peak(1, 100_000) < 20 * total.peak(1, 100)
        # all prices are received
        assert 0.1 < handed.ratio(10_000) < 10
        assert early.ratio(10_000) > 10

    measured.hold("e1", claim)


def test_a_loop_at_the_top_of_a_cell(executed: Executed, version: str) -> None:
    in_cell, in_function = executed.best("i3-exercise-1")
    if minor(version) >= 11:
        assert in_cell > 4 * in_function, "lengthens"
    else:
        assert in_cell < 20 * in_function, "copies"


def test_a_generator_that_is_only_called(executed: Executed) -> None:
    listed, called = executed.best("e1-exercise-1")
    assert listed > 20 * called


def test_what_generators_and_sizes_hide(executed: Executed) -> None:
    size, held = figures(executed.printed("e1-exercise-2"))
    assert held > 2 * size
    first, second = figures(executed.printed("e1-exercise-3"))
    assert first > 0
    assert second == 0


def figures(text: str) -> list[float]:
    """The last number of each line."""
    found = [re.findall(r"[\d.,]*\d", line)[-1] for line in text.splitlines()]
    return [float(number.replace(",", "")) for number in found]


def test_without_the_package_a_table_stands_in(tmp_path: Path) -> None:
    """Nothing raises, and the first cell says what to do."""
    done = execute(joined(LESSONS, smallest), pythons()[versions()[-1]], tmp_path, "")
    for lesson in LESSONS:
        said = done.printed(f"{lesson}-setup")
        assert "Connect Kernel to Cellheat" in said
        assert "pip install cellheat" in said
        for cell in cells(lesson, "compare"):
            table = done.printed(cell.id)
            assert all(name in table for name in cell.metadata.cellheat.variants)
