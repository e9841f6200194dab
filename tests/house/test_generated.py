"""Generated files match their source."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.missing import missing

ROOT = Path(__file__).resolve().parents[2]


def test_the_typescript_types_are_those_of_the_wire() -> None:
    node = shutil.which("node")
    if node is None or not (ROOT / "labextension/node_modules").is_dir():
        missing("no node, or no node_modules: run `make setup`")
    schema = subprocess.run(
        [sys.executable, "-m", "remote_claude_ext.wire.schema"], capture_output=True, check=True
    ).stdout
    done = subprocess.run(
        [node, "types.mjs", "--check"],
        cwd=ROOT / "labextension",
        input=schema,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_the_version_is_written_once() -> None:
    python = (ROOT / "remote_claude_ext/_version.py").read_text()
    package = (ROOT / "labextension/package.json").read_text()
    version = python.split('__version__ = "')[1].split('"')[0]
    assert f'"version": "{version}"' in package
