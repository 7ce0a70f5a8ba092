"""Real kernels, driven the way the front end drives them.

The statements are read from the front end's own source, so that what is tested is what is sent.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).parents[2]
#: Environments to take kernels from; others than those of the checkout may be tried.
KERNELS = Path(os.environ.get("CELLHEAT_KERNELS") or ROOT / ".kernels").resolve()
SOURCE = ROOT / "cellheat" / "kernel"
MIME = "application/vnd.cellheat.v1+json"
PROBE = (Path(__file__).parent / "probe.py").read_text()

#: Seconds after which a kernel counts as hung.
DEADLINE = 60.0

#: The same, for a kernel that did not answer before.
_PATIENCE_LOST = 5

Message = dict[str, Any]


@cache
def pythons() -> dict[str, str]:
    """Version → interpreter of an environment that holds ipykernel and nothing of ours."""
    folders = KERNELS.glob("3.*/bin/python")
    found = {path.parts[-3]: str(path) for path in folders}
    if not found:
        found = json.loads(script("kernels.py"))
    return dict(sorted(found.items(), key=lambda item: int(item[0].split(".")[1])))


def sixth() -> str:
    """The interpreter of an environment with the last ipykernel of the sixth series."""
    path = KERNELS / "ipykernel-6" / "bin" / "python"
    if not path.exists():
        script("kernels.py")
    return str(path)


@cache
def version_of(python: str) -> str:
    """Such as 3.12."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.check_output([python, "-c", code], text=True).strip()


def versions() -> list[str]:
    return list(pythons())


def edges() -> list[str]:
    """The oldest and the newest: what is dear to run is run on these."""
    return sorted({versions()[0], versions()[-1]}, key=versions().index)


def minor(version: str) -> int:
    return int(version.split(".")[1])


@cache
def helper() -> dict[str, Any]:
    """The kernel side as `scripts/helper.mjs` packs it, from the tree as it is now."""
    paths = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))
    files = {path: (SOURCE / path).read_text("utf-8") for path in paths}
    version = json.loads((ROOT / "package.json").read_text())["version"]
    return {"version": version, "hash": digest(files), "files": files}


def digest(files: dict[str, str]) -> str:
    whole = hashlib.sha256()
    for path, text in files.items():
        whole.update(f"{path}\0{text}\0".encode())
    return whole.hexdigest()


@cache
def statement(name: str) -> str:
    """`ask`, `askAwaiting` or `place` from `src/kernel/statements.ts`."""
    text = (ROOT / "src" / "kernel" / "statements.ts").read_text()
    joined = r"((?:`[^`]*`\s*\+?\s*)+)"
    parts = {key: _template(text, rf"const {key} =\s*{joined}") for key in ("IPYTHON", "ABSENT")}
    parts["module"] = "_cellheat_" + helper()["hash"][:8]
    found = _template(text, rf"\b{name}:\s*{joined}")
    return re.sub(r"\$\{(\w+)\}", lambda match: parts[match[1]], found)


def _template(text: str, pattern: str) -> str:
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in statements.ts"
    return "".join(re.findall(r"`([^`]*)`", match[1]))


def lend(kernel: Kernel, *names: str) -> None:
    """Let a kernel import packages of the environment that runs the tests, and no others.

    What is compiled comes from beside the kernel's own environment, with all that it needs.
    """
    folder = kernel.folder.parent / "lent"
    folder.mkdir(exist_ok=True)
    compiled = Path(kernel.python).parents[2] / f"packages-{kernel.version}"
    if any((compiled / name).is_dir() for name in names):
        assert _appended(kernel, compiled)
    names = tuple(name for name in names if not (compiled / name).is_dir())
    for name in names:
        spec = find_spec(name)
        assert spec is not None, f"{name} is not in requirements-dev.txt"
        origin = Path(str(spec.origin))
        source = origin.parent if origin.name == "__init__.py" else origin
        if not (folder / source.name).exists():
            (folder / source.name).symlink_to(source)
    assert _appended(kernel, folder)


def _appended(kernel: Kernel, folder: Path) -> bool:
    code = f"import sys; sys.path.append({str(folder)!r})"
    return kernel.run(code, silent=True).status == "ok"


def lend_program(kernel: Kernel, name: str) -> None:
    """Let a kernel find a program of the environment that runs the tests, and no others."""
    folder = kernel.folder.parent / "programs"
    folder.mkdir(exist_ok=True)
    program = Path(sys.executable).with_name(name)
    assert program.exists(), f"{name} is not in requirements-dev.txt"
    link = folder / name
    if not link.exists():
        link.symlink_to(program)
    code = f"import os; os.environ['PATH'] = {str(folder)!r} + os.pathsep + os.environ['PATH']"
    assert kernel.run(code, silent=True).status == "ok"


def script(name: str, *words: object) -> str:
    """What a script of ours prints."""
    command = [sys.executable, str(ROOT / "scripts" / name), *map(str, words)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def _is_progress(message: Message) -> bool:
    if message["msg_type"] != "update_display_data":
        return False
    return MIME in message["content"]["data"]


class Ran:
    """What one request came to."""

    def __init__(self, messages: list[Message], reply: Message) -> None:
        self.messages = messages
        self.reply = reply

    @property
    def status(self) -> str:
        return str(self.reply["content"]["status"])

    @property
    def kinds(self) -> list[str]:
        """The kinds of its messages, but for what tells of a comparison while it runs.

        A stream counts once, in however many pieces it came.
        """
        kinds = [message["msg_type"] for message in self.messages if not _is_progress(message)]
        return [kind for kind, same in groupby(kinds) for _ in ("1" if kind == "stream" else same)]

    @property
    def progress(self) -> list[dict[str, Any]]:
        """What was told of a comparison while it ran."""
        return [m["content"]["data"][MIME] for m in self.messages if _is_progress(m)]

    def stream(self, name: str = "stdout") -> str:
        streams = (m["content"] for m in self.messages if m["msg_type"] == "stream")
        return "".join(content["text"] for content in streams if content["name"] == name)

    @property
    def bundles(self) -> list[dict[str, Any]]:
        """The data of what was displayed."""
        kinds = ("display_data", "execute_result")
        return [m["content"]["data"] for m in self.messages if m["msg_type"] in kinds]

    @property
    def documents(self) -> list[dict[str, Any]]:
        """What cellheat answered or displayed."""
        return [bundle[MIME] for bundle in self.bundles if MIME in bundle]

    @property
    def error(self) -> str:
        content = self.reply["content"]
        return f"{content.get('ename')}: {content.get('evalue')}"


class Hung(TimeoutError):
    """A kernel did not answer in time."""

    def __init__(self, kernel: Kernel) -> None:
        super().__init__("the kernel did not answer in time")
        self.kernel = kernel


class Kernel:
    """One kernel with a folder of its own; `close` it."""

    def __init__(self, python: str, folder: Path) -> None:
        self.python = python
        self.folder = folder
        self._settings = folder.parent / (folder.name + "-settings")
        for path in (folder, self._settings):
            path.mkdir(parents=True, exist_ok=True)
        #: How often it was started, see `anew`.
        self.starts = 0
        self._prepared: list[Callable[[Kernel], object]] = []
        self._start()

    def _start(self) -> None:
        # Sockets in files: no port is opened, and ipykernel has no warning to print.
        # A socket's path may have about a hundred characters, so it is not below `folder`.
        self._sockets = tempfile.TemporaryDirectory(prefix="cellheat-")
        self._manager = KernelManager(transport="ipc", ip=self._sockets.name + "/s")
        argv = [self.python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        self._manager._kernel_spec = KernelSpec(argv=argv, language="python")
        environment = {**os.environ, "IPYTHONDIR": str(self._settings)}
        # Colours and paths of the one who runs the tests are none of a kernel's business.
        for name in ("PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "PYTHONBREAKPOINT"):
            environment.pop(name, None)
        # Nor are the programs of the environment that runs the tests.
        folders = environment.get("PATH", "").split(os.pathsep)
        own = os.path.dirname(sys.executable)
        environment["PATH"] = os.pathsep.join(one for one in folders if one != own)
        self._manager.start_kernel(cwd=str(self.folder), env=environment)
        self.client = self._manager.client()
        self.client.start_channels()
        self.starts += 1
        self._ready = self._interrupted = False
        #: How often this process was interrupted.
        self.interrupts = 0
        self._token = 0
        #: Seconds after which it counts as hung.
        self.patience = DEADLINE
        #: Id of a request → what came for it and was not asked for yet.
        self._arrived: dict[str, list[Message]] = {}

    def anew(self) -> None:
        """Start another process in the place of this one, and do again what `prepare` was told."""
        self.close()
        self._start()
        self.ready()
        for work in self._prepared:
            work(self)

    def prepare(self, work: Callable[[Kernel], object]) -> Kernel:
        """Do what the tests to come count on, in this process and in each that takes its place."""
        work(self)
        self._prepared.append(work)
        return self

    def ready(self) -> Kernel:
        """Wait for the start; by itself, so that several kernels start at the same time."""
        if not self._ready:
            end = time.monotonic() + DEADLINE
            while not self._hears_us(end):
                assert time.monotonic() < end, "the kernel did not start"
                assert self._manager.is_alive(), "the kernel died at its start"
            self._ready = True
            self.probe()
        return self

    def _hears_us(self, end: float) -> bool:
        """True once its broadcasts reach us: a subscription may come after the first ones."""
        request = self.client.kernel_info()
        while not self.client.shell_channel.socket.poll(100):
            if time.monotonic() > end or not self._manager.is_alive():
                return False
        self.client.get_shell_msg(timeout=1)
        while self.client.iopub_channel.socket.poll(100):
            if self.client.get_iopub_msg(timeout=1)["parent_header"].get("msg_id") == request:
                return True
        return False

    def close(self) -> None:
        self.client.stop_channels()
        self._manager.shutdown_kernel(now=True)
        self._sockets.cleanup()

    @property
    def version(self) -> str:
        return version_of(self.python)

    @property
    def pid(self) -> int:
        return int(self._manager.provisioner.pid)

    def interrupt(self, group: bool = False) -> None:
        """SIGINT, as the server sends it; `wait` then wakes the event loop in case it idles.

        With `group`, to its children, too, as a terminal does it.
        """
        self._interrupted = True
        self.interrupts += 1
        if group:
            os.killpg(os.getpgid(self.pid), signal.SIGINT)
        else:
            os.kill(self.pid, signal.SIGINT)

    def strike(
        self, *texts: str, after: float = 0.05, group: bool = False
    ) -> Callable[[Message], None]:
        """For `seen`: interrupts once for each text, in their order, when it was printed.

        What is printed may arrive in pieces, before `print` itself is over: hence some seconds
        later.
        """
        left = list(texts)

        def seen(message: Message) -> None:
            if left and message["msg_type"] == "stream" and left[0] in message["content"]["text"]:
                left.pop(0)
                time.sleep(after)
                self.interrupt(group)

        return seen

    def send(
        self,
        code: str,
        *,
        cell: str | None = None,
        silent: bool = False,
        metadata: dict[str, Any] | None = None,
        stdin: bool = False,
        stop_on_error: bool = True,
    ) -> str:
        content = {
            "code": code,
            "silent": silent,
            "store_history": not silent,
            "user_expressions": {},
            "allow_stdin": stdin,
            "stop_on_error": stop_on_error,
        }
        metadata = {**(metadata or {}), **({"cellId": cell} if cell else {})}
        message = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def wait(
        self,
        request: str,
        *,
        seen: Callable[[Message], None] | None = None,
        answer: str | None = None,
        deadline: float | None = None,
    ) -> Ran:
        """Until the reply and idle are both here; `seen` is called with each message."""
        messages: list[Message] = []
        reply: Message | None = None
        idle = False
        end = time.monotonic() + (self.patience if deadline is None else deadline)
        while reply is None or not idle:
            try:
                message = self._next(request, end)
            except TimeoutError:
                if deadline is None:
                    # The tests to come need not wait as long.
                    self.patience = min(self.patience, _PATIENCE_LOST)
                raise
            kind = message["msg_type"]
            if kind == "execute_reply":
                reply = message
            elif kind == "input_request":
                self.client.input(answer or "")
            elif kind == "status":
                idle = idle or message["content"]["execution_state"] == "idle"
            else:
                messages.append(message)
            if seen is not None:
                seen(message)
        self._interrupted = False
        return Ran(messages, reply)

    def _next(self, request: str, end: float) -> Message:
        """The next message about one request; those about others are kept for their turn."""
        while not self._arrived.get(request):
            for channel in self._ready_channels(end):
                try:
                    message = channel.get_msg(timeout=1)
                except ValueError:
                    # An interrupt struck ipykernel while it signed this one.
                    continue
                about = str(message["parent_header"].get("msg_id"))
                self._arrived.setdefault(about, []).append(message)
        return self._arrived[request].pop(0)

    def _ready_channels(self, end: float) -> list[Any]:
        channels = (self.client.iopub_channel, self.client.shell_channel, self.client.stdin_channel)
        by_socket = {channel.socket: channel for channel in channels}
        poller = zmq.Poller()
        for socket in by_socket:
            poller.register(socket, zmq.POLLIN)
        found, quiet = [], 0
        while not found:
            if time.monotonic() > end:
                raise Hung(self)
            found = poller.poll(300)
            quiet += not found
            if not found and self._interrupted and quiet % 3 == 0:
                # A signal alone does not wake an idle loop (ipykernel#881); one message may
                # overtake the signal. Not at once: it may hang a kernel that sends its reply
                # (docs/limits.md).
                self.client.kernel_info()
        return [by_socket[socket] for socket, _ in found]

    def run(self, code: str, cell: str = "cell", **options: Any) -> Ran:
        """An ordinary execution of a cell, as JupyterLab sends it."""
        waiting = {key: options.pop(key) for key in ("seen", "answer") if key in options}
        stdin = waiting.get("answer") is not None
        return self.wait(self.send(code, cell=cell, stdin=stdin, **options), **waiting)

    def when(self, state: Callable[[], bool], deadline: float = DEADLINE) -> None:
        """Wait for something that a cell does outside of the protocol, such as making a file."""
        end = time.monotonic() + deadline
        while not state():
            assert time.monotonic() < end, "it did not come about"
            time.sleep(0.01)

    def outcome(self, request: str) -> Ran | None:
        """What a request came to that an interrupt may have hit; `None` where its reply was lost.

        ipykernel loses it, with us or without, where the interrupt hits it outside of the cell.
        """
        try:
            return self.wait(request, deadline=3)
        except TimeoutError:
            self.settle(request)
            return None

    def is_alive(self) -> bool:
        """True while its process runs, whether it answers or not."""
        return bool(self._manager.is_alive())

    def late(self, ran: Ran) -> list[Message]:
        """What came for an execution after it was over, and is here."""
        arrived = self._arrived.pop(str(ran.reply["parent_header"]["msg_id"]), [])
        return [message for message in arrived if message["msg_type"] != "status"]

    def ended(self) -> int:
        """Wait until its process has ended; the exit code."""
        process = self._manager.provisioner.process
        self.when(lambda: process.poll() is not None)
        return int(process.returncode)

    def settle(self, request: str) -> None:
        """Wait until a request is over of which ipykernel may have lost the reply.

        It does so, with us or without, where an interrupt hits it outside of the cell. Requests
        are worked off one after the other: when a later one is answered, this one is over.
        """
        for _ in range(3):
            try:
                self.wait(self.send("pass", silent=True), deadline=5)
                break
            except TimeoutError:
                continue
        self._arrived.pop(request, None)

    def control(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        """The content of the reply to a request that need not wait for cells."""
        channel = self.client.control_channel
        message = self.client.session.msg(kind, content)
        channel.send(message)
        while True:
            reply = channel.get_msg(timeout=DEADLINE)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return dict(reply["content"])

    def attach_debugger(self) -> None:
        """As JupyterLab does it when its debugger is switched on."""
        who = {"clientID": "jupyterlab", "adapterID": "", "pathFormat": "path"}
        for number, command in enumerate(("initialize", "attach"), 1):
            request = {
                "type": "request",
                "seq": number,
                "command": command,
                "arguments": who if command == "initialize" else {},
            }
            reply = self.control("debug_request", request)
            assert reply.get("success"), reply

    def value(self, expression: str) -> Any:
        """A Python literal or JSON-like value out of the kernel, beside the user's history."""
        code = (
            "(lambda ip: ip.kernel.send_response(ip.kernel.iopub_socket, 'display_data', "
            "{'data': {'application/json': " + expression + "}, 'metadata': {}}))"
            "(__import__('IPython').get_ipython())"
        )
        ran = self.run(code, cell="", silent=True)
        assert ran.bundles, ran.error
        return ran.bundles[0]["application/json"]

    def probe(self) -> dict[str, Any]:
        """The state of the kernel, see `probe.py`."""
        code = (
            "exec(__import__('IPython').get_ipython().kernel"
            ".get_parent('shell')['metadata']['probe'], {})"
        )
        ran = self.run(code, cell="", silent=True, metadata={"probe": PROBE})
        assert ran.bundles, ran.error
        return dict(ran.bundles[0]["application/json"])

    # --- the front end's requests ---

    def request(self, content: dict[str, Any], code: str | None = None) -> Ran:
        """One silent request, of which cellheat's answer is in `documents`."""
        code = statement("ask") if code is None else code
        metadata = {"cellheat": content}
        request = self.send(code, silent=True, metadata=metadata, stop_on_error=False)
        return self.wait(request)

    def ask(self, content: dict[str, Any], code: str | None = None) -> dict[str, Any]:
        """The answer; the helper is placed where it is absent."""
        ran = self.request(content, code)
        assert ran.documents, (ran.reply["content"], ran.kinds)
        (answer,) = ran.documents
        if answer["kind"] == "absent":
            assert self.place()["kind"] == "ok"
            return self.ask(content, code)
        return answer

    def place(self) -> dict[str, Any]:
        ran = self.request({"place": helper()}, statement("place"))
        assert ran.documents, ran.error
        return ran.documents[0]

    def arm(
        self,
        source: str,
        instrument: str = "calls",
        cell: str = "cell",
        interval_s: float = 0.01,
        tool: str | None = None,
        also: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        self._token += 1
        request = {
            "op": "arm",
            "token": str(self._token),
            "instrument": instrument,
            "cell": {"id": cell, "source": source},
            "interval_s": interval_s,
            "tool": tool,
            "also": list(also),
        }
        return self.ask(request)

    def collect(self) -> dict[str, Any]:
        """The result of what was armed last."""
        return self.ask({"op": "collect", "token": str(self._token)})

    def profile(
        self,
        source: str,
        instrument: str = "calls",
        tool: str | None = None,
        also: tuple[str, ...] = (),
        **options: Any,
    ) -> tuple[dict[str, Any], Ran]:
        """Arm, run the ordinary way, collect."""
        armed = self.arm(source, instrument, tool=tool, also=also)
        assert armed["kind"] == "ok", armed
        ran = self.run(source, **options)
        return self.collect(), ran

    def calls(self, source: str) -> dict[str, Any]:
        """The data of a `calls` profile of a cell that has to succeed."""
        profile, ran = self.profile(source)
        assert ran.status == "ok", ran.error
        assert profile["kind"] == "profile", profile
        return dict(profile["data"])

    def timeit(
        self, source: str, budget_s: float = 0.2, consent: bool = False, **options: Any
    ) -> dict[str, Any]:
        """The front end's two steps: ask, and ask again the awaiting way where told so."""
        request = {
            "op": "timeit",
            "token": "timeit",
            "cell": {"id": "cell", "source": source},
            "budget_s": budget_s,
            "consent": consent,
        }
        answer = self.ask(request)
        if answer["kind"] == "ok" and answer["awaits"]:
            return self.ask(request, statement("askAwaiting"))
        return answer
