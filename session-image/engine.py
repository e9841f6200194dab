"""Asks Docker: its programs are started here, and what stops them is told as a sentence."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

_ENGINE_SECONDS = 30


class ProblemError(Exception):
    """Why there is no image; the text says what to do."""


def require(*programs: str) -> None:
    """Raise `ProblemError` unless every program is on PATH."""
    for program in programs:
        if shutil.which(program) is None:
            raise ProblemError(
                f"`{program}` is not installed. On Debian and Ubuntu:"
                f" sudo apt-get install {'docker.io' if program == 'docker' else program}"
            )


def require_engine() -> None:
    """Raise `ProblemError` unless the Docker engine answers."""
    require("docker")
    asked = _captured("docker", "version", "--format", "{{.Server.Version}}")
    if asked.returncode:
        said = asked.stderr.strip().splitlines()[-1:]
        raise ProblemError(
            "The Docker engine does not answer. Start it (sudo systemctl start docker), and make"
            " sure that you may use it (root, or the group docker)."
            + "".join(f"\n{s}" for s in said)
        )


def label_of(image: str, label: str) -> str | None:
    """A label of an image that the engine has: empty without one, None without the image."""
    template = f'{{{{index .Config.Labels "{label}"}}}}'
    asked = _captured("docker", "image", "inspect", "--format", template, image)
    return None if asked.returncode else asked.stdout.strip()


def size_of(image: str) -> float:
    """What an image takes up on the disk, in MiB."""
    asked = _captured("docker", "image", "inspect", "--format", "{{.Size}}", image)
    if asked.returncode:
        raise ProblemError(f"The Docker engine has no image {image}.")
    return int(asked.stdout) / 2**20


def run(command: Sequence[str], *, task: str, cwd: Path | None = None) -> None:
    """Run a program in sight of the person; `ProblemError` names the task that failed."""
    try:
        subprocess.run(command, cwd=cwd, check=True)  # noqa: S603 (our own words)
    except subprocess.CalledProcessError as error:
        raise ProblemError(
            f"{task} failed (status {error.returncode}); the lines above say why."
        ) from None


def _captured(*command: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 (our own words)
            command, capture_output=True, text=True, check=False, timeout=_ENGINE_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise ProblemError(
            f"The Docker engine did not answer within {_ENGINE_SECONDS} s. Is it overloaded?"
            " If not, restart it."
        ) from None
