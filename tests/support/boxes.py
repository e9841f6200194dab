"""The containers of an installation's sessions, as the engine shows them."""

import os
import shutil
import subprocess
from http import HTTPStatus
from typing import Any

import pytest
from docker.client import DockerClient
from docker.errors import APIError, NotFound

from remote_claude_ext.config.docker_names import (
    LABEL,
    container_name,
    read_volume,
    to_installation,
)
from tests.support.hub import ADMIN, Installation
from tests.support.missing import missing


def require_engine() -> None:
    """Return if a Docker engine answers; else the test is left out, or fails.

    `WITHOUT_ENGINE` says why this machine can have none.
    """
    if reason := os.environ.get("WITHOUT_ENGINE"):
        pytest.skip(reason)
    if shutil.which("docker") is None:
        missing("no docker: install docker.io")
    if subprocess.run(["docker", "version"], capture_output=True, check=False).returncode:
        missing("the Docker engine does not answer: start dockerd")


class Boxes:
    """Looks into containers, and does in them what somebody in a session could."""

    def __init__(self, installation: Installation, engine: DockerClient) -> None:
        self._up = installation
        self._engine = engine
        self.installation = to_installation(installation.data)

    def find(self, session: str, user: str = ADMIN) -> Any:
        """The container of a session; None where there is none."""
        try:
            return self._engine.containers.get(container_name(self.installation, user, session))
        except NotFound:
            return None

    def run(self, session: str, command: str, user: str = ADMIN) -> tuple[int, str]:
        """A command of the shell in a session: its status, and what it printed."""
        done = self.find(session, user).exec_run(["bash", "-c", command])
        return int(done.exit_code), done.output.decode(errors="replace")

    def said(self, session: str, command: str) -> str:
        """What a command printed that has to succeed."""
        status, output = self.run(session, command)
        assert status == 0, output
        return output.strip()

    def volume(self, session: str, user: str = ADMIN) -> str:
        """The name of a session's volume."""
        return read_volume(self._up.places.session(user, session))

    def volumes(self) -> set[str]:
        """The names of all volumes of the installation."""
        begin = f"rc-{self.installation}."
        return {v.name for v in self._engine.volumes.list() if v.name.startswith(begin)}

    def remove_all(self) -> None:
        """Remove what the tests made."""
        for each in self._engine.containers.list(
            all=True, filters={"label": f"{LABEL}={self.installation}"}
        ):
            each.remove(force=True)
        for name in self.volumes():
            try:
                self._engine.volumes.get(name).remove(force=True)
            except APIError as error:
                # An installation that keeps some waiting makes them meanwhile, and removes them.
                is_its_own = error.status_code == HTTPStatus.CONFLICT and ".WAITING." in name
                if not (isinstance(error, NotFound) or is_its_own):
                    raise
