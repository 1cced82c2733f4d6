"""Every shipped scenario comes to the same bytes whatever the threads, the build and the environment.

Comes in: programs, a release build and perhaps a debug build. Goes out: a case for each scenario and environment. Deliberately absent:
another machine or another target, of which nothing is promised.
"""

import glob
import os
import shutil
import subprocess
import tempfile

from town import Desk, PANIC, said, tables

THREADS = ["1", "3", "8", "16"]
FEW = ["--sample", "300", "--replications", "3", "--quiet"]


def environments():
    """What stands before a call, and what differs in its surroundings."""
    yield "one processor", ["taskset", "-c", "0"], {}
    yield "no address randomisation", ["setarch", "-R"], {}
    yield "a terminal", None, {}
    for name, value in [
        ("LC_ALL", "C"),
        ("LC_ALL", "nl_NL.UTF-8"),
        ("TZ", "Pacific/Kiritimati"),
        ("HOME", "/nonexistent"),
        ("NO_COLOR", "1"),
        ("TERM", "dumb"),
        ("TMPDIR", "/nonexistent"),
        ("RAYON_NUM_THREADS", "5"),
    ]:
        yield f"{name}={value}", [], {name: value}
    yield "nothing set", ["env", "-i"], {}


def of_run(desk, path, more, before=(), **options):
    out = tempfile.mkdtemp(dir=desk.folder)
    found = desk.ask(["run", path, *FEW, "--force", "--out", out, *more], before=before, **options)
    hashes = tables(out)
    shutil.rmtree(out, ignore_errors=True)
    return found, hashes


def part(record, program, debug, root):
    scenarios = sorted(glob.glob(os.path.join(root, "scenarios", "*.toml")))
    for path in scenarios:
        name = os.path.basename(path)
        with Desk(program) as desk:
            found, whole = of_run(desk, path, ["--threads", "2"])
            record.case(f"{name}, two threads", found.returncode == 0 and len(whole) > 8, said(found))

            def same(what, more, before=(), **options):
                found, hashes = of_run(desk, path, more, before, **options)
                is_right = found.returncode not in PANIC and hashes == whole
                record.case(f"{name}, {what}", is_right, said(found) if hashes == {} else "other bytes")

            for threads in THREADS:
                same(f"{threads} threads", ["--threads", threads])
            for what, before, variables in environments():
                if before is None:
                    in_terminal(desk, path, whole, record, name)
                    continue
                same(what, [], before, env={**os.environ, **variables})
        if debug:
            with Desk(debug) as desk:
                found, hashes = of_run(desk, path, [])
                record.case(f"{name}, debug build", hashes == whole, said(found) if hashes == {} else "other bytes")


def in_terminal(desk, path, whole, record, name):
    """The same at a terminal, as `script` makes one."""
    if shutil.which("script") is None:
        record.not_here("a terminal: `script` is missing")
        return
    out = tempfile.mkdtemp(dir=desk.folder)
    call = " ".join([desk.program, "run", path, *FEW, "--force", "--out", out])
    subprocess.run(["script", "-qec", call, "/dev/null"], cwd=desk.folder, capture_output=True, timeout=600)
    record.case(f"{name}, a terminal", tables(out) == whole, "other bytes")
    shutil.rmtree(out, ignore_errors=True)
