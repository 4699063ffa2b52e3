"""A correct greeter that takes its time: greeter_server.py with a delay of 50 ms unless told."""

import sys

import greeter_server

if __name__ == "__main__":
    if "--delay" not in sys.argv:
        sys.argv += ["--delay", "0.05"]
    if "--threads" not in sys.argv:
        sys.argv += ["--threads", "16"]
    sys.exit(greeter_server.main())
