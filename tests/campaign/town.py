"""A small town on a desk of its own, and the program as campaigns ask it.

Comes in: the path of the program. Goes out: `Desk`, which runs it in a folder that nobody else uses, and what a run came to. Deliberately
absent: what is done to runs (the other files of this folder).
"""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile

# A run of some tenths of a second that keeps its replications in several steps.
SMALL = ["run", "town.toml", "--sample", "200", "--set", "run.years=3", "--threads", "2", "--quiet"]

PANIC = (101, -signal.SIGABRT, 128 + signal.SIGABRT)


class Desk:
    """A folder with a scenario and whatever runs left there."""

    def __init__(self, program, folder=None):
        self.program = os.path.abspath(program)
        self.is_own = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="caremix-campaign-")
        if not os.path.exists(self.path("town.toml")):
            self.ask(["new", "town"])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.is_own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def ask(self, arguments, before=(), **options):
        """One call of the program; `before` stands before it, as `prlimit` does."""
        options.setdefault("capture_output", True)
        options.setdefault("timeout", 600)
        return subprocess.run([*before, self.program, *arguments], cwd=self.folder, **options)

    def start(self, arguments):
        return subprocess.Popen(
            [self.program, *arguments], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def finished(self):
        """The folder of the newest finished run; nothing where there is none."""
        try:
            with open(self.path("outputs", "town", "latest")) as latest:
                return self.path("outputs", "town", latest.read().strip())
        except FileNotFoundError:
            return None

    def left_over(self):
        """Names in the folder of all runs that nobody asked for once everything has ended well."""
        folder = self.path("outputs", "town")
        names = os.listdir(folder) if os.path.isdir(folder) else []
        return sorted(name for name in names if name.startswith("."))


def tables(folder):
    """Hashes of the tables of a run, by name; of no run, nothing."""
    if folder is None or not os.path.isdir(folder):
        return {}
    names = [name for name in sorted(os.listdir(folder)) if name.endswith((".csv", "replications.bin"))]
    return {name: hash_of(os.path.join(folder, name)) for name in names}


def hash_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def said(output):
    return (output.stdout or b"").decode(errors="replace")[-400:] + (output.stderr or b"").decode(errors="replace")[-800:]


class Part:
    """Counts the cases of a part, and keeps the words of those that failed."""

    def __init__(self, name):
        self.name, self.cases, self.failed, self.not_tried = name, 0, [], []

    def case(self, what, is_right, words=""):
        self.cases += 1
        if not is_right:
            self.failed.append(f"{what}: {words}".strip())
            print(f"  FAILED {self.name}: {what}\n    {words}", flush=True)

    def not_here(self, why):
        self.not_tried.append(why)
        print(f"  not tried, {self.name}: {why}", flush=True)
