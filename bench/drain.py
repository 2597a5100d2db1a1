"""The physical limit: read a PTY in a loop and throw it away. Prints the seconds it took, by the clock and of CPU."""

import os
import sys
import time

from ptyprocess import PtyProcess

from bench.programs import GO, READY, Output, producer


def drain(count: int, output: Output) -> tuple[float, float]:
    process = PtyProcess.spawn(list(producer(count, output)))
    seen = b""
    while READY not in seen:
        seen += os.read(process.fd, 65536)
    start, cpu = time.perf_counter(), time.process_time()
    os.write(process.fd, GO)
    while count > 0:
        count -= len(os.read(process.fd, 65536))
    took = time.perf_counter() - start, time.process_time() - cpu
    process.close(force=True)
    return took


if __name__ == "__main__":
    print(*drain(int(sys.argv[1]), "raw" if sys.argv[2] == "raw" else "node"), flush=True)
