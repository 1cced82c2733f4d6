"""Power that fails: every state in which a disk may be found then is made, and the next run comes to the same bytes.

Comes in: the program. Goes out: a case for each state that differs. The calls by which a run changes the disk are recorded; after each of them
the power may fail. What was made safe (fsync) is there. Of what was not, names are there up to some point in the order in which they were
changed, and contents are there, are as they were when they were last made safe, have their length but are empty, or are there by half.
Deliberately absent: disks that lie about fsync, and names that become safe in another order than that in which they were changed.

After Pillai and others, "All file systems are not created equal" (OSDI 2014).
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile

from town import SMALL, Desk, said, tables

CALLS = (
    "openat,creat,close,write,pwrite64,writev,lseek,ftruncate,fallocate,copy_file_range,sendfile,rename,renameat,renameat2,"
    "unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,fsync,fdatasync,fcntl,dup,dup2,dup3"
)
# What the recording knows to play again; a run that came to make other changes would have to be told here.
UNKNOWN = {"creat", "writev", "copy_file_range", "sendfile", "link", "linkat", "symlink", "symlinkat", "fallocate", "renameat", "dup2", "dup3"}
LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
MOST_BETWEEN = 3


class Disk:
    """Calls as changes of names and of contents, in order."""

    def __init__(self, folder):
        self.folder, self.changes = folder, []
        self.names, self.files = {}, []
        self.fds, self.start = {}, {}
        for at, folders, names in os.walk(folder):
            for name in folders:
                self.names[self.inside(os.path.join(at, name))] = None
            for name in names:
                with open(os.path.join(at, name), "rb") as file:
                    self.files.append(file.read())
                self.names[self.inside(os.path.join(at, name))] = len(self.files) - 1
        self.start = (dict(self.names), list(self.files))

    def inside(self, path):
        """The path within the folder; nothing of another one."""
        path = os.path.normpath(os.path.join(self.folder, path))
        return os.path.relpath(path, self.folder) if path.startswith(self.folder + os.sep) else None

    def note(self, kind, *of):
        self.changes.append((kind, *of))

    def open(self, path, flags, fd):
        name = self.inside(path)
        if name is None:
            self.fds.pop(fd, None)
            return
        if name not in self.names and "O_CREAT" in flags:
            self.files.append(b"")
            self.names[name] = len(self.files) - 1
            self.note("name", name, self.names[name])
        number = self.names.get(name)
        if number is not None and "O_TRUNC" in flags:
            self.note("length", number, 0)
        self.fds[fd] = {"name": name, "file": number, "at": 0, "appends": "O_APPEND" in flags}

    def length(self, number):
        """The length of a file after all changes so far."""
        return len(contents_of(self.files[number], self.changes, number))

    def rename(self, old, new):
        old, new = self.inside(old), self.inside(new)
        if old is None or new is None:
            return
        for name in [name for name in self.names if name == new or name.startswith(new + os.sep)]:
            del self.names[name]
        for name in [name for name in self.names if name == old or name.startswith(old + os.sep)]:
            self.names[new + name[len(old):]] = self.names.pop(name)
        self.note("rename", old, new)

    def take(self, call, arguments, result):
        fd = lambda: self.fds.get(int(arguments.split(",")[0].split("<")[0]))
        strings = re.findall(r'"((?:\\x[0-9a-f]{2})*)"', arguments)
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in strings]
        paths = [os.fsdecode(text) for text in texts]
        assert call not in UNKNOWN or (call == "fallocate" and fd() is None), f"{call} is not played again"
        if call == "openat":
            self.open(paths[0], arguments, result)
        elif call == "close":
            self.fds.pop(int(arguments.split("<")[0]), None)
        elif call in ("fcntl", "dup"):
            if ("F_DUPFD" in arguments or call == "dup") and fd():
                self.fds[result] = fd()
        elif call == "lseek":
            if fd():
                fd()["at"] = result
        elif call in ("write", "pwrite64"):
            if fd() and fd()["file"] is not None:
                of = fd()
                at = int(arguments.rsplit(",", 1)[1]) if call == "pwrite64" else of["at"]
                at = self.length(of["file"]) if of["appends"] else at
                self.note("write", of["file"], at, texts[0][:result])
                of["at"] = at + result if call == "write" else of["at"]
        elif call == "ftruncate":
            if fd() and fd()["file"] is not None:
                self.note("length", fd()["file"], int(arguments.rsplit(",", 1)[1]))
        elif call in ("rename", "renameat2"):
            self.rename(paths[0], paths[1])
        elif call in ("unlink", "unlinkat", "rmdir"):
            name = self.inside(self.at_folder(arguments, call, paths[0]))
            if name is not None:
                self.names.pop(name, None)
                self.note("gone", name)
        elif call in ("mkdir", "mkdirat"):
            name = self.inside(self.at_folder(arguments, call, paths[0]))
            if name is not None:
                self.names[name] = None
                self.note("name", name, None)
        elif call in ("fsync", "fdatasync"):
            if fd():
                of = fd()
                self.note("safe names", of["name"]) if of["file"] is None else self.note("safe", of["file"])

    def at_folder(self, arguments, call, path):
        """The path of a call that names it within an open folder."""
        first = arguments.split(",")[0].split("<")[0]
        if call in ("unlinkat", "mkdirat") and first.isdigit() and int(first) in self.fds:
            return os.path.join(self.folder, self.fds[int(first)]["name"], path)
        return path


def contents_of(before, changes, number):
    """A file after changes."""
    found = bytearray(before)
    for change in changes:
        if change[0] == "write" and change[1] == number:
            _, _, at, more = change
            found.extend(b"\0" * max(0, at - len(found)))
            found[at:at + len(more)] = more
        elif change[0] == "length" and change[1] == number:
            found = found[:change[2]] + b"\0" * max(0, change[2] - len(found))
    return bytes(found)


def record_calls(desk, more):
    """The changes that a run makes to the disk."""
    disk = Disk(os.path.realpath(desk.folder))
    # Beside the folder, not in it.
    with tempfile.TemporaryDirectory() as beside:
        log = os.path.join(beside, "calls")
        before = ["strace", "-f", "-qqq", "-xx", "-s", "100000000", "-e", f"trace={CALLS}", "-o", log]
        found = desk.ask(more, before=before)
        assert found.returncode == 0, said(found)
        begun = {}
        with open(log) as lines:
            for line in lines:
                line = line.rstrip("\n")
                process = line.split(" ", 1)[0]
                if line.endswith("<unfinished ...>"):
                    begun[process] = line[: -len("<unfinished ...>")]
                    continue
                if " resumed>" in line:
                    line = begun.pop(process) + line.split(" resumed>", 1)[1]
                match = LINE.match(line)
                if match and int(match[4]) >= 0:
                    disk.take(match[2], match[3], int(match[4]))
    return disk


def is_of_names(change):
    return change[0] in ("name", "rename", "gone")


def parents(change):
    return {os.path.dirname(of) for of in change[1:] if isinstance(of, str)}


def states(disk):
    """Names and contents as they may be found, without those that were there before."""
    seen = set()
    for end in range(len(disk.changes) + 1):
        done = disk.changes[:end]
        of_names = [at for at, change in enumerate(done) if is_of_names(change)]
        safe = 0
        for count, at in enumerate(of_names, 1):
            after = {change[1] for change in done[at:] if change[0] == "safe names"}
            if parents(done[at]) <= {"" if name == "." else name for name in after}:
                safe = count
        between = range(safe, len(of_names) + 1)
        picked = sorted({*between[:1], *between[-1:], *between[:: max(1, len(between) // MOST_BETWEEN)]})
        for many in picked:
            names = play_names(disk.start[0], [done[at] for at in of_names[:many]])
            for found in contents(disk, done):
                state = {name: None if number is None else found[number] for name, number in names.items()}
                digest = hashlib.sha256(repr(sorted((name, of and hashlib.sha256(of).hexdigest()) for name, of in state.items())).encode())
                if digest.digest() not in seen:
                    seen.add(digest.digest())
                    yield end, many, state


def play_names(start, changes):
    names = dict(start)
    for change in changes:
        if change[0] == "name":
            names[change[1]] = change[2]
        elif change[0] == "gone":
            names.pop(change[1], None)
        else:
            _, old, new = change
            for name in [name for name in names if name == new or name.startswith(new + os.sep)]:
                del names[name]
            for name in [name for name in names if name == old or name.startswith(old + os.sep)]:
                names[new + name[len(old):]] = names.pop(name)
    return names


def contents(disk, done):
    """Contents of all files: as they are, as they were made safe, of the right length but empty beyond that, and by half."""
    now, safe = [], []
    for number, before in enumerate(disk.files):
        last = max((at for at, change in enumerate(done) if change[:2] == ("safe", number)), default=-1)
        now.append(contents_of(before, done, number))
        is_old = number < len(disk.start[1])
        safe.append(contents_of(before, done[: last + 1], number) if last >= 0 or is_old else b"")
    yield now
    yield safe
    yield [old[: len(new)] + b"\0" * (len(new) - len(old)) for old, new in zip(safe, now)]
    yield [new[: (len(old) + len(new)) // 2] if len(new) > len(old) else new for old, new in zip(safe, now)]


def laid_out(state, folder):
    for name in sorted(state):
        path = os.path.join(folder, name)
        # A name may be there whose folder is not; nothing of it is found then.
        if not os.path.isdir(os.path.dirname(path)):
            continue
        if state[name] is None:
            os.mkdir(path)
        else:
            with open(path, "wb") as file:
                file.write(state[name])


def drill(record, program, what, prepare, more):
    with Desk(program) as desk:
        prepare(desk)
        disk = record_calls(desk, more)
        whole = tables(desk.finished())
    print(f"  {what}: {len(disk.changes)} changes of the disk", flush=True)
    for end, many, state in states(disk):
        folder = tempfile.mkdtemp(prefix="caremix-campaign-")
        try:
            laid_out(state, folder)
            desk = Desk(program, folder)
            found = desk.ask([word for word in more if word != "--force"] + ["--resume"])
            # A result that is refused because a file of it is not as it was written is one that was lost.
            is_whole = found.returncode == 0 and tables(desk.finished()) == whole
            words = said(found)
            record.case(f"{what}, after {end} changes with {many} of names", is_whole, f"{found.returncode} {words}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def part(record, program):
    if shutil.which("strace") is None:
        record.not_here("strace is missing")
        return
    few = [*SMALL, "--replications", "5"]
    drill(record, program, "a first run", lambda desk: None, few)
    drill(record, program, "a run on top of another", lambda desk: desk.ask([*SMALL, "--replications", "2"]), [*few, "--force"])
