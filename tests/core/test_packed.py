"""Which copy of a file a browser gets, by what it takes and how old the copy is."""

import os
from pathlib import Path

import pytest

from remote_claude_ext.core.packed import choose


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A file with both copies, of its own time."""
    original = tmp_path / "code.js"
    for name in ("code.js", "code.js.br", "code.js.gz"):
        (tmp_path / name).write_text(name)
        os.utime(tmp_path / name, (100, 100))
    return original


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.000, gzip ; Q=0", ""),
        ("br;q=0.001", "br"),
        ("", ""),
        ("identity", ""),
        ("*", ""),
        ("x-br, gzipped", ""),
        (",;,q=1;", ""),
    ],
)
def test_the_best_that_the_browser_takes(script: Path, accepted: str, encoding: str) -> None:
    assert choose(str(script), accepted) == encoding


def test_a_copy_of_another_time_does_not_count(script: Path) -> None:
    os.utime(script.with_name("code.js.br"), (101, 101))
    assert choose(str(script), "br, gzip") == "gzip"
    os.utime(script, (99, 99))
    assert choose(str(script), "br, gzip") == ""


def test_a_file_without_copies_goes_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "lone.js").write_text("1")
    assert choose(str(tmp_path / "lone.js"), "br, gzip") == ""
