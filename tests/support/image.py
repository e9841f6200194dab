"""Containers of the session's image, as a test runs them."""

import os
import subprocess
from pathlib import Path

import certifi

CANARY = "a line of the operator that belongs into no layer"
"""It stands in everything that is given to the build: certificates, pip's settings, a variable."""

HARDENED = ("--read-only", "--tmpfs=/tmp:exec", "--cap-drop=ALL", "--network=none")
"""What a container of a session is started with, as far as it concerns what is in the image."""

_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def certificates_of_machine() -> Path:
    """Whom a build believes that asks a package registry: `CA`, this machine's, or the public."""
    if named := os.environ.get("CA"):
        return Path(named)
    return _CERTIFICATES if _CERTIFICATES.is_file() else Path(certifi.where())


class Image:
    """The image; each call runs in a container of its own that is gone afterwards."""

    def __init__(self, name: str) -> None:
        self.name = name

    def sh(self, script: str, *options: str, hardened: bool = True) -> str:
        """What a shell script prints; fails unless it ends well. `options` are docker's."""
        done = self.tried(script, *options, hardened=hardened)
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout.strip()

    def tried(
        self, script: str, *options: str, hardened: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """The same, whatever its end."""
        command = ["docker", "run", "--rm", *(HARDENED if hardened else ()), *options, self.name]
        return subprocess.run(
            [*command, "sh", "-c", script], capture_output=True, text=True, check=False
        )
