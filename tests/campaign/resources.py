"""Disks that are full, files that may not grow, too few files, threads, seconds or bytes: a message or a result, and never half of one.

Comes in: the program; rights to mount a file system in memory. Goes out: a case for each limit. Deliberately absent: calls that fail one by
one (tests/cli/faults.rs).
"""

import os
import re
import signal
import subprocess

from town import SMALL, Desk, PANIC, said, tables

RUN = [*SMALL, "--replications", "10"]
SIZES = [8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024]
INODES = range(2, 31)
LIMITS = [
    "--nofile=8", "--nofile=16", "--nofile=32", "--nofile=64", "--nproc=1", "--nproc=4", "--stack=262144", "--fsize=20000",
    "--fsize=200000", "--cpu=1",
]
MEMORY = [32, 48, 64, 96, 128, 256]


def part(record, program):
    with Desk(program) as desk:
        found = desk.ask(RUN)
        assert found.returncode == 0, said(found)
        whole = tables(desk.finished())
    disks(record, program, whole)
    for limit in LIMITS:
        with Desk(program) as desk:
            limited(record, desk, ["prlimit", limit], limit, whole)
    with Desk(program) as desk:
        # Without the signal that ends a process, a write that is too long fails.
        limited(record, desk, ["prlimit", "--fsize=20000"], "--fsize=20000, signal ignored", whole, restore_signals=False)
    for mebibytes in MEMORY:
        with Desk(program) as desk:
            limited(record, desk, ["prlimit", f"--as={mebibytes << 20}"], f"{mebibytes} MiB of addresses", whole)
    pipes(record, program)


def disks(record, program, whole):
    for what in [f"size={size}k" for size in SIZES] + [f"nr_inodes={many}" for many in INODES]:
        with Desk(program) as desk:
            folder = desk.path("outputs")
            os.mkdir(folder)
            mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", what, "tmpfs", folder], capture_output=True)
            if mounted.returncode:
                record.not_here(f"full disks: {mounted.stderr.decode().strip()}")
                return
            try:
                found = desk.ask(RUN)
                words = said(found)
                is_told = "No space left" in words and desk.finished() is None
                record.case(f"a disk of {what}", found.returncode == 0 or (found.returncode == 1 and is_told), words)
                subprocess.run(["mount", "-o", "remount,size=64m,nr_inodes=1000", folder], check=True)
                again = desk.ask([*RUN, "--resume"])
                is_right = again.returncode == 0 and tables(desk.finished()) == whole and desk.left_over() == []
                record.case(f"{what}, with room again", is_right, said(again))
            finally:
                subprocess.run(["umount", folder], check=False)


def limited(record, desk, before, what, whole, **options):
    """A run under a limit ends with a result or in words, or the system ends it; without it, the next run makes it whole."""
    found = desk.ask(RUN, before=before, **options)
    words = said(found)
    # The system itself ends who takes too many seconds or writes too much; who is given no memory by it may only abort, where a thread begins
    # by a panic of the standard library, which finds none for its stack.
    allowed, panic = [0, 1, 2, -signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGKILL], r"panicked at"
    if "addresses" in what:
        allowed, panic = [*allowed, -signal.SIGABRT, -signal.SIGSEGV, 127], r"panicked at (?!/rustc/\w+/library/std/src/sys/)"
    is_right = found.returncode in allowed and not re.search(panic, words)
    is_right = is_right and tables(desk.finished()) in ({}, whole)
    record.case(what, is_right, f"{found.returncode} {words}")
    again = desk.ask([*RUN, "--resume"])
    is_right = again.returncode == 0 and tables(desk.finished()) == whole and desk.left_over() == []
    record.case(f"{what}, lifted", is_right, said(again))


def pipes(record, program):
    """Nobody listens, or nothing can be written to where the answer goes."""
    with Desk(program) as desk:
        for number, arguments in enumerate([RUN, ["--help"], ["schema"], ["explain"], [*RUN, "--details"]]):
            call = " ".join([desk.program, *arguments])
            for what in ["> /dev/full", "| head -c 1 > /dev/null", "2> /dev/full > /dev/null"]:
                found = subprocess.run(["bash", "-o", "pipefail", "-c", f"{call} {what}"], cwd=desk.folder, capture_output=True)
                is_right = found.returncode not in PANIC and b"panicked" not in found.stderr
                record.case(f"{arguments[0]} {what}", is_right, f"{found.returncode} {said(found)}")
