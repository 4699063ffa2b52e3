"""What a reader must know about the machine and the versions; never its name."""

import os
import platform
import subprocess


def version(command):
    """The first line that a program prints about itself."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except OSError:
        return "not found"
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0] if lines else "unknown"


def described():
    """Pairs of words and values."""
    return [
        ("processor", f"{field('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores visible"),
        ("kernel", f"{platform.system()} {platform.release()}"),
        ("system", field("/etc/os-release", "PRETTY_NAME").strip('"')),
        ("virtual", "yes" if "hypervisor" in field("/proc/cpuinfo", "flags") else "no"),
    ]


def field(path, name):
    """The value of the first `name: value` or `name=value` line of a file."""
    try:
        with open(path) as lines:
            for line in lines:
                for separator in ":=":
                    word, found, value = line.partition(separator)
                    if found and word.strip() == name:
                        return value.strip()
    except OSError:
        pass
    return "unknown"


def processor_times():
    """Ticks of all cores since boot, by kind; the eighth is time stolen by the host."""
    with open("/proc/stat") as stat:
        return [int(word) for word in stat.readline().split()[1:9]]


def stolen_share(before, after):
    """The part of processor time between two readings that the host gave to others."""
    spent = [b - a for a, b in zip(before, after)]
    return spent[7] / max(1, sum(spent))


def tools(options):
    """Pairs of programs and versions."""
    grpcio = "import grpc; print(grpc.__version__)"
    return [
        ("grpcbench", version([options.grpcbench, "--version"])),
        ("h2load", version(["h2load", "--version"])),
        ("nghttpd", version(["nghttpd", "--version"])),
        ("k6", version([options.k6, "version"])),
        ("grpc++", version(["pkg-config", "--modversion", "grpc++"])),
        ("grpcio", version([options.python, "-c", grpcio])),
    ]
