"""Runs that are killed, stopped or raced at moments drawn by chance: the next run comes to the same bytes, and nothing is left over.

Comes in: the program, and how many of each. Goes out: a case for each. Deliberately absent: a fault at every call
(tests/cli/faults.rs), and power that fails (power_loss.py).
"""

import random
import signal
import subprocess
import time

from town import SMALL, Desk, PANIC, said, tables

RUN = [*SMALL, "--replications", "30"]
STOPS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


def undisturbed(program):
    with Desk(program) as desk:
        begun = time.monotonic()
        found = desk.ask(RUN)
        assert found.returncode == 0, said(found)
        return tables(desk.finished()), time.monotonic() - begun


def is_made_whole(record, desk, what, whole):
    """Whether the next run comes to what an undisturbed one does."""
    found = desk.ask([*RUN, "--resume"])
    is_right = found.returncode == 0 and tables(desk.finished()) == whole and desk.left_over() == []
    record.case(what, is_right, f"{said(found)} left over: {desk.left_over()}")


def part(record, program, times, seed):
    whole, lasts = undisturbed(program)
    draw = random.Random(seed)
    for number in range(times):
        with Desk(program) as desk:
            kill_after(desk.start(RUN), draw.uniform(0, lasts))
            result = tables(desk.finished())
            record.case(f"kill {number}", result in ({}, whole), "half a result under its final name")
            if number % 5 == 0:
                kill_after(desk.start([*RUN, "--resume"]), draw.uniform(0, lasts))
            is_made_whole(record, desk, f"after kill {number}", whole)
    for number in range(times // 10):
        for stop, code in STOPS.items():
            with Desk(program) as desk:
                asked_to_stop(record, desk, stop, code, draw.uniform(0, lasts))
                is_made_whole(record, desk, f"after {stop.name} {number}", whole)
    for number in range(times // 50):
        with Desk(program) as desk:
            child = desk.start(RUN)
            for _ in range(5):
                time.sleep(lasts / 20)
                child.send_signal(signal.SIGSTOP)
                time.sleep(lasts / 20)
                child.send_signal(signal.SIGCONT)
            child.communicate(timeout=600)
            record.case(f"paused {number}", child.returncode == 0 and tables(desk.finished()) == whole)
    for number in range(times // 20):
        with Desk(program) as desk:
            race(record, desk, number, whole)


def kill_after(child, seconds):
    time.sleep(seconds)
    child.kill()
    child.communicate()


def asked_to_stop(record, desk, stop, code, seconds):
    child = desk.start(RUN)
    time.sleep(seconds)
    child.send_signal(stop)
    begun = time.monotonic()
    output = child.communicate(timeout=600)
    took = time.monotonic() - begun
    # Before the program listens it ends by the signal itself, and after its last replication it finishes.
    is_right = child.returncode in (0, code, -stop) and took < 5
    record.case(f"{stop.name} after {seconds:.2f} s", is_right, f"{child.returncode} after {took:.1f} s {output[1][-300:]}")


def race(record, desk, number, whole):
    """Two processes that run the same at once."""
    both = [desk.start(RUN), desk.start(RUN)]
    ends = [child.communicate(timeout=600) for child in both]
    codes = [child.returncode for child in both]
    is_right = 0 in codes and not any(code in PANIC for code in codes) and tables(desk.finished()) == whole
    record.case(f"race {number}", is_right and desk.left_over() == [], f"{codes} {desk.left_over()} {ends}")
