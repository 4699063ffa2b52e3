"""Runs a command in a network of its own: loopback, and so many local ports for connections.

unshare --map-root-user --net few_ports.py COUNT COMMAND... The kernel gives every new network
namespace its own `net.ipv4.ip_local_port_range`, which may be set there without touching anyone's.
"""

import fcntl
import os
import socket
import struct
import sys

FIRST = 50000
SIOCSIFFLAGS = 0x8914
UP_AND_RUNNING = 0x41


def main():
    count, command = int(sys.argv[1]), sys.argv[2:]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        # struct ifreq: a name of 16 bytes, then the flags.
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", UP_AND_RUNNING))
    with open("/proc/sys/net/ipv4/ip_local_port_range", "w") as file:
        file.write(f"{FIRST} {FIRST + count - 1}")
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main())
