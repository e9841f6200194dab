"""Fixtures: the wheel, built as for a release, and an environment that it is installed in."""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.support.programs import ROOT, run

BUILT = ("remote_claude_ext/labextension", "remote_claude_ext/vendor")


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working tree as a clone would have it, with what is built already at hand."""
    copy = tmp_path_factory.mktemp("checkout")
    listing = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in listing.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    for folder in BUILT:
        if (ROOT / folder).is_dir():
            shutil.copytree(ROOT / folder, copy / folder)
    modules = ROOT / "labextension" / "node_modules"
    if modules.is_dir():
        # Links instead of copies: a third of a gigabyte that the build only reads.
        shutil.copytree(modules, copy / "labextension" / "node_modules", copy_function=os.link)
    run("git", "init", "-q", cwd=copy)
    return copy


@pytest.fixture(scope="session")
def wheel(checkout: Path) -> Path:
    """The wheel, built with the tools of this environment."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = ("-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", ".")
    run(sys.executable, *command, cwd=checkout, env=environment)
    (built,) = (checkout / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="session")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel; its dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = folder / "lib" / version / "site-packages"
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    python = folder / "bin" / "python"
    install = ("-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel)
    run(sys.executable, *install, cwd=folder)
    return folder
