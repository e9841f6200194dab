"""Fixtures: the image of a session, built as an operator builds it, and containers of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.boxes import require_engine
from tests.support.image import CANARY, Image, certificates_of_machine
from tests.support.missing import missing
from tests.support.programs import ROOT, run

NAME = "remote-claude-session:test"
SOURCES = Path("/etc/apt/sources.list.d/debian.sources")
"""Where this machine has Debian's packages from, security updates too."""


@pytest.fixture(scope="session")
def engine() -> None:
    """A Docker engine that answers."""
    require_engine()


@pytest.fixture(scope="session")
def base(engine: None) -> str:
    """The base image `BASE_IMAGE`; made with debootstrap where the engine has none."""
    name = os.environ.get("BASE_IMAGE") or "remote-claude-base:bookworm"
    asked = ["docker", "image", "inspect", name]
    if subprocess.run(asked, capture_output=True, check=False).returncode:
        if os.geteuid() != 0 or shutil.which("debootstrap") is None:
            missing(f"no image {name}, and no root with debootstrap to make it")
        sources = ("--sources", SOURCES) if SOURCES.is_file() else ()
        run(sys.executable, "session-image/base.py", "--image", name, *sources, cwd=ROOT)
    return name


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What this machine believes; with a line to be found again."""
    bundle = certificates_of_machine().read_text()
    path = tmp_path_factory.mktemp("operator") / "ca.pem"
    path.write_text(f"{bundle.rstrip()}\n# {CANARY}\n")
    return path


@pytest.fixture(scope="session")
def image(base: str, certificates: Path) -> Image:
    """The image of this checkout; what has not changed since the last time comes from the cache."""
    pip_conf = certificates.with_name("pip.conf")
    pip_conf.write_text(f"[global]\n# {CANARY}\nretries = 4\n")
    settings = ("--ca", certificates, "--pip-conf", pip_conf)
    proxy = ("--build-arg", f"NO_PROXY={CANARY}")
    build = (sys.executable, "session-image/build.py", "--image", NAME, "--base", base)
    said = run(*build, *settings, *proxy, cwd=ROOT)
    print(said.splitlines()[-1])  # noqa: T201 (figures)
    return Image(NAME)


@pytest.fixture
def volume(engine: None) -> Iterator[str]:
    """A new volume of the engine."""
    name = run("docker", "volume", "create", cwd=ROOT).strip()
    yield name
    run("docker", "volume", "rm", name, cwd=ROOT)
