"""Child processes pinned to a core: measured clients that end by themselves, and servers."""

import dataclasses
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time

CLIENT_CORE = 0
SERVER_CORE = 1 if (os.cpu_count() or 1) > 1 else 0


class Broken(Exception):
    """A run that cannot count, in one line: what was tried, what is wrong."""


@dataclasses.dataclass
class Ended:
    """What a client cost from start to end, as the kernel counted it, and what it printed."""

    user_s: float
    system_s: float
    status: int
    output: str
    errors: str
    peak_rss_bytes: int


def raise_file_limit(needed):
    """Children inherit it: both ends of a comparison may hold thousands of sockets."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise Broken(f"bench: only {hard} open files allowed; raise `ulimit -Hn` to {needed} or "
                     "more")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def pinned(command, core):
    return ["taskset", "-c", str(core), *command]


def run(command, limit_s, sample_memory=False):
    """Runs a client on its core to its end. CPU times are those of wait4, start-up included.

    The peak of resident memory is VmHWM, sampled every 20 ms if asked: the ru_maxrss of a child
    starts at the size of the process that forked it, so a small child would look like its parent.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = subprocess.Popen(
            pinned(command, CLIENT_CORE), stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        late = threading.Timer(limit_s, child.kill)
        late.start()
        peak = 0
        try:
            if sample_memory:
                # WNOWAIT leaves the child for the wait4 below, which also brings its usage.
                flags = os.WEXITED | os.WNOWAIT | os.WNOHANG
                while os.waitid(os.P_PID, child.pid, flags) is None:
                    peak = peak_rss_bytes(child.pid) or peak
                    time.sleep(0.02)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        finally:
            late.cancel()
            if child.returncode is None:
                child.kill()
                child.wait()
        out.seek(0)
        err.seek(0)
        ended = Ended(
            usage.ru_utime, usage.ru_stime, child.returncode, out.read(), err.read(), peak)
    if ended.status == -signal.SIGKILL:
        raise Broken(f"{command[0]}: killed, as it did not end within {limit_s:.0f} s")
    return ended


def peak_rss_bytes(pid):
    """VmHWM of a process in bytes, or none once it has given its memory back."""
    try:
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


class Server:
    """A server on its core, from `with` to its end; `port` is where it listens."""

    def __init__(self, command, port=None):
        self.command = command
        self.port = port

    def __enter__(self):
        out = subprocess.PIPE if self.port is None else subprocess.DEVNULL
        self.child = subprocess.Popen(
            pinned(self.command, SERVER_CORE), stdin=subprocess.DEVNULL, stdout=out, text=True)
        if self.port is None:
            line = self.child.stdout.readline()
            if not line.startswith("listening on "):
                self.child.kill()
                self.child.wait()
                raise Broken(f"{' '.join(self.command)}: said {line!r} and not where it listens")
            self.port = int(line.rsplit(":", 1)[1])
        return self

    def __exit__(self, *_):
        self.child.terminate()
        try:
            self.child.wait(10)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        if self.child.stdout:
            self.child.stdout.close()

    def cpu_s(self):
        """User plus system time so far, in seconds, as precise as the kernel's tick (10 ms)."""
        with open(f"/proc/{self.child.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
