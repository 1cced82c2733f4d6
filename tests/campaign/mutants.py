"""Five changes of the program that take away what it promises: each must be noticed, or what is tried here is decoration.

Comes in: the sources. Goes out: a case for each change. Deliberately absent: changes of what works out care and money, which
docs/architecture.md tells. That a folder is not made safe (its fsync) is not among them: a file that is named again later is then a legal
state, from which runs go on.
"""

import os
import shutil
import subprocess
import tempfile

import power_loss
from town import Desk, Part, tables

SMALL = ["--sample", "300", "--replications", "6", "--quiet"]


def is_unsafe(program):
    record = Part("power_loss of a mutant")
    power_loss.part(record, program)
    return bool(record.failed)


def differs(program):
    """Whether two runs of the same come to other bytes."""
    found = []
    for threads in ("1", "2", "2"):
        with Desk(program) as desk:
            desk.ask(["run", "town.toml", *SMALL, "--threads", threads])
            found.append(tables(desk.finished()))
    return found[0] != found[1] or found[1] != found[2]


def test_fails(*arguments):
    def is_noticed(_program, sources):
        found = subprocess.run(["cargo", "test", "--quiet", *arguments], cwd=sources, capture_output=True)
        return found.returncode != 0

    return is_noticed


MUTANTS = [
    (
        "what is written is not made safe before it gets its name",
        [
            ("src/report/paths.rs", "    file.sync_all()?;", ""),
            ("src/report/store.rs", "file.sync_all()?;", ""),
            ("src/report/store.rs", "file.sync_all().map_err(cannot_be_kept)?;", ""),
            ("src/report/store.rs", "file.sync_data()?;", ""),
        ],
        lambda program, _: is_unsafe(program),
    ),
    (
        "a run is taken away before the one that replaces it is in its place",
        [
            (
                "src/report/folder.rs",
                "        let mut last = None;\n        for _ in 0..ATTEMPTS {",
                "        let mut last = None;\n        let _ = fs::remove_dir_all(target);\n        for _ in 0..ATTEMPTS {",
            )
        ],
        test_fails("--test", "cli", "faults::a_run_being_replaced"),
    ),
    (
        "luck follows the clock",
        [
            (
                "engine/src/simulation/replication.rs",
                "    Key::root(seed)\n        .with_name(\"luck\")",
                "    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);\n"
                "    Key::root(seed ^ now.map_or(0, |now| u64::from(now.subsec_nanos())))\n        .with_name(\"luck\")",
            )
        ],
        lambda program, _: differs(program),
    ),
    (
        "replications are kept in the order in which they finish",
        [
            (
                "engine/src/simulation/run.rs",
                "        finished(number, lived);\n        Ok(())\n    };\n    each_number",
                "        static ORDER: AtomicU32 = AtomicU32::new(0);\n        finished(ORDER.fetch_add(1, Ordering::Relaxed), lived);\n"
                "        Ok(())\n    };\n    each_number",
            )
        ],
        lambda program, _: differs(program),
    ),
    (
        "hosts are not looked at",
        [("src/serve/guard.rs", "let found = known(host).ok_or_else(refusal)?;", "let found = known(host).unwrap_or(&self.hosts[0]);")],
        test_fails("--lib", "guard"),
    ),
]


def stale(root):
    """What changes would replace and does not stand in the sources, or in more than one place."""
    found = []
    for what, changes, _ in MUTANTS:
        for name, old, _ in changes:
            with open(os.path.join(root, name)) as file:
                many = file.read().count(old)
            if many != 1:
                found.append(f"{what}: {old!r} stands {many} times in {name}")
    return found


def part(record, root):
    """Each change in a copy of the sources, on a build of its own."""
    with tempfile.TemporaryDirectory(prefix="caremix-campaign-") as folder:
        sources = os.path.join(folder, "sources")
        files = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout.decode().split("\0")
        for name in filter(None, files):
            os.makedirs(os.path.dirname(os.path.join(sources, name)), exist_ok=True)
            shutil.copy2(os.path.join(root, name), os.path.join(sources, name))
        for what, changes, is_noticed in MUTANTS:
            kept = {}
            for name, old, new in changes:
                path = os.path.join(sources, name)
                with open(path) as file:
                    text = file.read()
                kept.setdefault(path, text)
                with open(path, "w") as file:
                    file.write(text.replace(old, new))
            subprocess.run(["cargo", "build", "--quiet"], cwd=sources, check=True, capture_output=True)
            program = os.path.join(sources, "target", "debug", "caremix")
            record.case(what, is_noticed(program, sources), "nobody noticed")
            for path, text in kept.items():
                with open(path, "w") as file:
                    file.write(text)
