#!/usr/bin/env python3
"""Measures the stack frames of decoding in a debug build, where nothing is shared or inlined away.

Reads the disassembly of a program that decodes every event (the one that compile_time.py writes; run that first), and prints the largest frames of the facade, of the runtime and of all payloads.

    python3 benches/stack_frames.py
"""

import pathlib
import re
import subprocess

DIRECTORY = pathlib.Path(__file__).resolve().parent.parent / "target/compile-time"
FUNCTION = re.compile(r"^[0-9a-f]+ <(.*)>:$")
FRAME = re.compile(r"\bsub\s+\$0x([0-9a-f]+),%rsp")


def main():
    consumer, target = DIRECTORY / "all-families", DIRECTORY / "target/all-families"
    if not consumer.is_dir():
        raise SystemExit("run benches/compile_time.py first: it writes the program that this script reads")
    subprocess.run(["cargo", "build", "--quiet", "--target-dir", target], cwd=consumer, check=True)
    command = ["objdump", "--disassemble", "--demangle", "--no-show-raw-insn", target / "debug/consumer"]
    frames, function = {}, None
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        if match := FUNCTION.match(line):
            function = match.group(1)
        elif function and (match := FRAME.search(line)):
            frames[function] = max(frames.get(function, 0), int(match.group(1), 16))
    of_decode = {name: size for name, size in frames.items() if "_events" in name or "webhook_runtime" in name}
    largest = sorted(of_decode.items(), key=lambda frame: -frame[1])[:8]
    for name, size in largest:
        print(f"{size:6} bytes  {name[:150]}")


if __name__ == "__main__":
    main()
