"""Runs cells in the Rust kernel, without a browser; `cargo lab` calls it with the virtual environment's Python.

    run_notebook.py execute NOTEBOOK RESULT SECONDS    run every code cell, write the notebook with its outputs; metadata tells
                                                       the seconds that the kernel's start and each cell took
    run_notebook.py warm EVCXR FOLDER CELL             run one cell in a bare kernel whose working folder is FOLDER

SECONDS is the time that one cell may take. What an output means is judged by cargo lab, not here.
"""

import json
import math
import os
import pathlib
import queue
import signal
import subprocess
import sys
import time

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

# evcxr passes printed text on from a thread of its own: some of it follows the reply.
QUIET_SECONDS = 0.1
START_SECONDS = 180
# What a message counts at least, where the size of what a cell shows is limited.
LEAST_BYTES = 256


class Kernel:
    """A running kernel; leaving the `with` block ends it, whatever happened."""

    def __init__(self, spec, folder):
        self.manager = KernelManager()
        # Given by hand, so that a kernel of the same name elsewhere on the machine is never taken.
        self.manager._kernel_spec = spec
        self.folder = str(folder)

    def __enter__(self):
        started = time.monotonic()
        # evcxr tells its standard output where its settings come from; nobody asked.
        self.manager.start_kernel(cwd=self.folder, stdout=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()
        try:
            self.client.wait_for_ready(timeout=START_SECONDS)
        except BaseException:
            self.__exit__()
            raise
        self.start_seconds = time.monotonic() - started
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        if hasattr(os, "killpg") and self.manager.is_alive():
            # The process that runs the cells is the kernel's child; a cell in an endless loop would outlive it.
            os.killpg(self.manager.provisioner.pid, signal.SIGKILL)
        self.manager.shutdown_kernel(now=True)

    def run(self, code, seconds, limit=math.inf):
        """The outputs of one cell, as nbformat stores them, and the seconds until the last of its messages came.

        A cell that shows more than about `limit` bytes is stopped.
        """
        outputs = Outputs(limit)
        started = last_message = time.monotonic()
        request = self.client.execute(code, store_history=True, allow_stdin=False)
        deadline = started + seconds
        reply = idle = False
        while not (reply and idle):
            if time.monotonic() > deadline:
                raise Stopped(outputs, "Timeout", f"the cell took longer than {seconds:g} s")
            if not reply:
                reply = self.take_reply(request)
            message = self.next_message(QUIET_SECONDS)
            if message is None:
                if not self.manager.is_alive():
                    raise Stopped(outputs, "KernelDied", "the kernel's process ended")
            elif belongs_to(message, request):
                last_message = time.monotonic()
                idle = idle or message["content"].get("execution_state") == "idle"
                outputs.take(message)
        while (message := self.next_message(QUIET_SECONDS)) is not None:
            if belongs_to(message, request):
                last_message = time.monotonic()
                outputs.take(message)
            if time.monotonic() > deadline:
                # A thread that a cell left behind prints on and on.
                raise Stopped(outputs, "Timeout", f"the cell printed for longer than {seconds:g} s")
        if reply["content"]["status"] != "ok" and not outputs.hold_an_error():
            outputs.fail("Error", "the kernel answered with an error and no text")
        return outputs.stored(), last_message - started

    def take_reply(self, request):
        try:
            message = self.client.get_shell_msg(timeout=0)
        except queue.Empty:
            return None
        return message if belongs_to(message, request) else None

    def next_message(self, seconds):
        try:
            return self.client.get_iopub_msg(timeout=seconds)
        except queue.Empty:
            return None


class Stopped(Exception):
    """The kernel is of no further use; carries why, and what the last cell had shown."""

    def __init__(self, outputs, name, text):
        super().__init__(text)
        outputs.fail(name, text)
        self.name = name
        self.outputs = outputs.stored()


def belongs_to(message, request):
    return message["parent_header"].get("msg_id") == request


class Outputs:
    """What one cell shows."""

    def __init__(self, limit):
        self.outputs = []
        # The pieces of each printed stream: adding to one long text would copy it at each line.
        self.streams = {}
        self.size = 0
        self.limit = limit

    def take(self, message):
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            self.count(len(content["text"]))
            if content["name"] not in self.streams:
                self.streams[content["name"]] = []
                self.outputs.append({"output_type": "stream", "name": content["name"]})
            self.streams[content["name"]].append(content["text"])
        elif kind in ("execute_result", "display_data"):
            self.count(sum(len(str(data)) for data in content["data"].values()))
            output = {"output_type": kind, "data": content["data"], "metadata": content.get("metadata", {})}
            if kind == "execute_result":
                output["execution_count"] = content.get("execution_count")
            self.outputs.append(output)
        elif kind == "error":
            text = content.get("evalue", "")
            self.count(len(text))
            self.fail(content.get("ename", ""), text, content.get("traceback", []))

    def count(self, size):
        # A message costs its handling too, also when it is an empty line.
        self.size += max(size, LEAST_BYTES)
        if self.size > self.limit:
            raise Stopped(self, "TooMuchOutput", f"the cell showed more than {self.limit} bytes")

    def fail(self, name, text, traceback=None):
        traceback = [text] if traceback is None else traceback
        self.outputs.append({"output_type": "error", "ename": name, "evalue": text, "traceback": traceback})

    def hold_an_error(self):
        return any(output["output_type"] == "error" for output in self.outputs)

    def stored(self):
        """As nbformat stores them."""
        for output in self.outputs:
            if output["output_type"] == "stream":
                output["text"] = "".join(self.streams[output["name"]])
        return self.outputs


def rust_kernel_here():
    """The kernel that is registered inside this virtual environment."""
    path = pathlib.Path(sys.prefix, "share", "jupyter", "kernels", "rust", "kernel.json")
    return KernelSpec(**json.loads(path.read_text(encoding="utf-8")))


def execute(notebook, result, seconds):
    notebook = pathlib.Path(notebook)
    content = json.loads(notebook.read_text(encoding="utf-8"))
    cells = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    for cell in cells:
        cell["outputs"] = []
    try:
        with Kernel(rust_kernel_here(), notebook.parent) as kernel:
            content["metadata"]["start_seconds"] = kernel.start_seconds
            for number, cell in enumerate(cells, 1):
                try:
                    cell["outputs"], taken = kernel.run("".join(cell["source"]), float(seconds))
                except Stopped as stopped:
                    cell["outputs"] = stopped.outputs
                    break
                cell["metadata"]["seconds"] = taken
                print(f"  {number}/{len(cells)} {taken:.1f} s", flush=True)
    finally:
        pathlib.Path(result).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def warm(evcxr, folder, cell):
    argv = [evcxr, "--control_file", "{connection_file}"]
    spec = KernelSpec(argv=argv, display_name="Rust", language="rust", interrupt_mode="message")
    with Kernel(spec, folder) as kernel:
        try:
            outputs, _ = kernel.run(cell, math.inf)
        except Stopped as stopped:
            outputs = stopped.outputs
    errors = [output["evalue"] for output in outputs if output["output_type"] == "error"]
    if errors:
        sys.exit("\n".join(f"error: {text}" for text in errors))


def leave(*_):
    # Turns a request to end into an exception, so that the kernel is ended too.
    sys.exit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, leave)
    {"execute": execute, "warm": warm}[sys.argv[1]](*sys.argv[2:])
