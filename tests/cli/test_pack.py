"""Compressed copies are made once, follow their originals, and are never found half made."""

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from remote_claude_ext.cli.pack import pack

SCRIPT = b"export const answer = 42;\n" * 100


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """JupyterLab's folder with a script, an extension's, a small file and a picture."""
    files = {
        "lab/static/core.js": SCRIPT,
        "lab/static/small.js": b"1",
        "lab/static/picture.png": SCRIPT,
        "labextensions/@x/lab/static/late.js": SCRIPT,
        "labextensions/@x/lab/package.json": SCRIPT,
    }
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def copies(share: Path) -> set[str]:
    return {
        str(path.relative_to(share)) for path in share.rglob("*") if path.suffix in {".br", ".gz"}
    }


def test_scripts_of_pages_are_packed_and_nothing_else(share: Path) -> None:
    assert pack(share) == 4
    assert copies(share) == {
        f"{name}{suffix}"
        for name in ("lab/static/core.js", "labextensions/@x/lab/static/late.js")
        for suffix in (".br", ".gz")
    }
    core = share / "lab/static/core.js"
    assert gzip.decompress(core.with_name("core.js.gz").read_bytes()) == SCRIPT
    assert brotli.decompress(core.with_name("core.js.br").read_bytes()) == SCRIPT
    assert core.with_name("core.js.gz").stat().st_mtime_ns == core.stat().st_mtime_ns


def test_again_only_what_changed(share: Path) -> None:
    pack(share)
    assert pack(share) == 0
    core = share / "lab/static/core.js"
    core.write_bytes(SCRIPT * 2)
    os.utime(core, (1, 1))  # older than its copy, as a package of an earlier version
    assert pack(share) == 2
    assert gzip.decompress(core.with_name("core.js.gz").read_bytes()) == SCRIPT * 2


def test_several_at_once_leave_whole_copies_alone(share: Path) -> None:
    with ThreadPoolExecutor(4) as several:
        list(several.map(pack, [share] * 8))
    assert len(copies(share)) == 4
    assert [path.name for path in share.rglob(".*")] == []


def test_it_ends_early_when_it_is_told(share: Path) -> None:
    assert pack(share, lambda: bool(copies(share))) == 2
    assert len(copies(share)) == 2


def test_a_folder_that_is_not_there_is_no_mistake(tmp_path: Path) -> None:
    assert pack(tmp_path / "nowhere") == 0
