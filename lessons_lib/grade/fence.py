"""Put a fence around the process that runs a hand-in: time, memory, files, network.

It's a fence and no jail. It keeps apart what learners do by accident or for a joke: a loop without
end, an array of 100 GB, `os.remove`, a download. Whoever is determined gets over it: it's Python
that watches Python, in one process with the check, so a verdict can be forged too. For people whom
you don't trust at all, grade in a container or a virtual machine that holds nothing else.

What the system gives is used, and what it doesn't is left out: limits of the process (`resource`)
on Linux and, except for memory, on macOS; no network even for compiled code where Linux lets a
process have a network of its own. An audit hook of Python works everywhere.
"""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Events of Python's audit, which it tells before it does what they are called after.
CHANGES = {
    f"os.{name}"
    for name in (
        *("remove", "rmdir", "rename", "mkdir", "link", "symlink", "truncate"),
        *("chmod", "chown", "utime", "chflags", "lockf", "setxattr", "removexattr"),
    )
} | {"shutil.rmtree", "shutil.move", "shutil.copyfile", "shutil.chown", "shutil.make_archive"}
LOOKS = {"os.listdir", "os.scandir", "os.walk", "glob.glob"}
NEVER = {
    *("os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"),
    *("os.startfile", "os.kill", "os.killpg", "subprocess.Popen", "pty.spawn"),
    *("ctypes.dlopen", "webbrowser.open", "sys.setprofile", "sys.settrace"),
}
NETWORK = (
    "socket.",
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
    "imaplib.",
    "poplib.",
    "telnetlib.",
)


def close(folder, seconds, megabytes) -> list:
    """Close the fence for the rest of this process; return a list of what it will have refused.

    folder     the only one in which files may be made or changed; it becomes the current one
    seconds    of computing, after which the system ends the process
    megabytes  of memory
    """
    _own_environment(folder)
    _own_network()
    _limits(seconds, megabytes)
    refused = []
    sys.dont_write_bytecode = True  # or each import would be one that was refused
    sys.addaudithook(Watch(folder, refused))
    return refused


def _own_environment(folder):
    """Leave nothing of the teacher's in the environment, and nobody to type anything."""
    keep = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    os.environ.clear()
    os.environ.update(keep)
    os.environ |= {name: str(folder) for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP")}
    os.environ |= {"LESSONS_MEMORY": "off", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    tempfile.tempdir = None
    os.chdir(folder)


def _own_network():
    """Have a network of its own with nothing in it, where Linux allows that without a password."""
    if sys.platform != "linux":
        return
    import ctypes

    user, network = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(user | network)


def _limits(seconds, megabytes):
    """Have the system hold the process to its limits."""
    try:
        import resource
    except ImportError:  # Windows has none
        return
    wanted = {
        "RLIMIT_CPU": int(seconds) + 1,
        "RLIMIT_AS": megabytes << 20,
        "RLIMIT_FSIZE": 10 << 20,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": 128,
        "RLIMIT_NPROC": 0,
    }
    for name, most in wanted.items():
        with contextlib.suppress(AttributeError, OSError, ValueError):
            resource.setrlimit(getattr(resource, name), (most, most))


def _readable(folder):
    """Return the folders in which a notebook may read: its own, Python's and the library's."""
    roots = [folder, sys.prefix, sys.base_prefix, Path(__file__).parents[1], "/usr/share/zoneinfo"]
    roots += [path for path in sys.path if "site-packages" in path or "dist-packages" in path]
    roots += ["/dev/null", "/dev/urandom", "/dev/zero", "/proc/cpuinfo", "/proc/meminfo"]
    return [os.path.realpath(root) for root in roots]


class Watch:
    """What Python asks before it opens a file, a socket or a process.

    The functions that it needs are kept here: a notebook may put others in their places.
    """

    def __init__(self, folder, refused):
        self.refused = refused
        self.realpath, self.decode, self.sep = os.path.realpath, os.fsdecode, os.sep
        self.own = [os.path.realpath(folder)]
        self.readable = _readable(folder)

    def __call__(self, event, args):
        """Raise PermissionError where an event isn't allowed."""
        if event == "open":
            self._open(*args)
        elif event in CHANGES:
            if not all(self._within(path, self.own) for path in args[:2]):
                self._refuse(event)
        elif event in LOOKS:
            if args and not self._within(args[0] or ".", self.readable):
                self._refuse("listing a folder of somebody else's")
        elif event.startswith(NETWORK):
            self._refuse("the network")
        elif event in NEVER:
            self._refuse(event)

    def _open(self, path, mode, flags):
        writes = flags & WRITES or (mode and set(mode) & set("wax+"))
        if not self._within(path, self.own if writes else self.readable):
            self._refuse("writing a file" if writes else "reading a file of somebody else's")

    def _within(self, path, roots):
        if not isinstance(path, (str, bytes, os.PathLike)):  # a number: it is open already
            return True
        real = self.realpath(self.decode(path))
        return any(real == root or real.startswith(root + self.sep) for root in roots)

    def _refuse(self, what):
        if len(self.refused) < 20:
            self.refused.append(what)
        raise PermissionError(f"{what} isn't allowed where notebooks are graded")
