"""Every source file says in its first line what it does, and fits in 300 lines."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 300
GENERATED = {"labextension/src/api/types.ts"}
WRITTEN = (".py", ".ts", ".tsx", ".css", ".js", ".mjs")


def tracked(*endings: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return [path for path in listed if path.endswith(endings) and (ROOT / path).is_file()]


@pytest.mark.parametrize("path", [p for p in tracked(*WRITTEN) if p not in GENERATED])
def test_a_file_fits_in_300_lines(path: str) -> None:
    lines = len((ROOT / path).read_text().splitlines())
    assert lines <= LIMIT, f"{path} has {lines} lines: split it by what it does"


@pytest.mark.parametrize("path", tracked(".py"))
def test_a_module_says_what_it_does(path: str) -> None:
    docstring = ast.get_docstring(ast.parse((ROOT / path).read_text()))
    assert docstring, f"{path} has no docstring"
    assert docstring.splitlines()[0].strip(), f"{path} begins its docstring with an empty line"


def test_no_two_test_files_share_a_name() -> None:
    # Without packages pytest knows a test module by its name alone and refuses a second one.
    names = [Path(path).name for path in tracked(".py") if Path(path).name.startswith("test_")]
    assert sorted(names) == sorted(set(names))
