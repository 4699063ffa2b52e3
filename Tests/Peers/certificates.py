"""A test CA, and a server that it vouches for: what an encrypted comparison needs at both ends."""

import os
import subprocess

from child import Broken

MAKER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
                     "Certificates", "make.sh")


class Certificates:
    """Made by openssl(1) in a folder of their own, for this machine's own names."""

    def __init__(self, folder):
        self.folder = os.path.join(folder, "certificates")
        done = subprocess.run(["sh", MAKER, self.folder], capture_output=True, text=True)
        if done.returncode != 0:
            raise Broken(f"openssl did not make certificates: {done.stderr.strip()[-200:]}")

    def path(self, name):
        return os.path.join(self.folder, name)

    @property
    def client(self):
        """The options of a client that believes the CA."""
        return ["--ca", self.path("ca.pem")]

    @property
    def server(self):
        """The options of a server that the CA vouches for."""
        return ["--certificate", self.path("server.pem"), "--key", self.path("server.key")]
