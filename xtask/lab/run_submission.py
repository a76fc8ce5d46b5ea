"""Runs a submission's cells; it lives inside the sandbox, together with the code that it runs.

The job comes on standard input, one JSON object:
    {"argv": the kernel's command, "seconds": what a cell may take, "bytes": what a cell may show,
     "file_bytes": how large a file may grow, "cells": [[number, code], ...]}
What happened goes to standard output, one JSON object a line, as soon as it is known:
    {"ready": seconds}                                                        the kernel has started
    {"cell": number, "seconds": s, "outputs": [...], "stopped": null | "…"}   a cell has run
After a cell that stopped the kernel (Timeout, TooMuchOutput, KernelDied) this program ends: whoever called it begins anew,
in a new sandbox, with the next task. The caller believes nothing that it says: a cell can write these lines too.
"""

import json
import os
import resource
import signal
import sys
import time

from jupyter_client.kernelspec import KernelSpec

from run_notebook import Kernel, Stopped

REPLIES = "application/vnd.shuzi.replies+json"
# What is kept of one text, and of a check's replies; and how many outputs a cell may have.
TEXT_CHARACTERS = 10_000
REPLIES_CHARACTERS = 1_000_000
OUTPUTS = 50
# So says evcxr when a cell ended the process that runs the cells: all variables are gone with it.
PROCESS_ENDED = "Subprocess terminated with status"


def main():
    job = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_FSIZE, (job["file_bytes"], job["file_bytes"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    spec = KernelSpec(argv=job["argv"], display_name="Rust", language="rust", interrupt_mode="message")
    # Where there is no sandbox that ends everything: the caller asks this program to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with Kernel(spec, os.getcwd()) as kernel:
        tell({"ready": kernel.start_seconds})
        for number, code in job["cells"]:
            if run(kernel, number, code, job["seconds"], job["bytes"]):
                break


def run(kernel, number, code, seconds, limit):
    """Runs one cell; what stopped it."""
    started = time.monotonic()
    stopped = None
    try:
        outputs, _ = kernel.run(code, seconds, limit)
        if any(PROCESS_ENDED in output.get("evalue", "") for output in outputs):
            stopped = "KernelDied"
    except Stopped as reason:
        outputs, stopped = reason.outputs, reason.name
    outputs = [cut(output) for output in (outputs if len(outputs) <= OUTPUTS else outputs[:1] + outputs[1 - OUTPUTS :])]
    tell({"cell": number, "seconds": time.monotonic() - started, "outputs": outputs, "stopped": stopped})
    return stopped


def tell(what):
    print(json.dumps(what), flush=True)


def cut(output):
    """An output without what nobody will read."""
    for key in ("text", "evalue"):
        if key in output:
            output[key] = shortened(output[key])
    if "traceback" in output:
        output["traceback"] = [shortened("\n".join(output["traceback"]))]
    if "data" in output:
        output["data"] = {mime: data for mime, data in output["data"].items() if len(json.dumps(data)) <= room(mime)}
        output["metadata"] = {}
    return output


def room(mime):
    return REPLIES_CHARACTERS if mime == REPLIES else TEXT_CHARACTERS


def shortened(text):
    """The beginning and the end, where the reason of a panic stands."""
    half = TEXT_CHARACTERS // 2
    return text if len(text) <= 2 * half else f"{text[:half]}\n…\n{text[-half:]}"


if __name__ == "__main__":
    main()
