"""A JupyterLab as it comes, of the same version and without anything of ours, to compare with."""

import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.lab import Lab


@contextmanager
def plain_lab(folder: Path) -> Iterator[Lab]:
    """A running one; its Python borrows the packages of this one and enables none of them."""
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = environment / "lib" / version / "site-packages"
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    with Lab(environment / "bin" / "python", folder / "lab") as lab:
        yield lab
