"""Two runs of the tests on one machine do not use its engine at once."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.programs import ROOT

HOLD = "from tests.support.turns import take_engine; take_engine(); print('mine'); input()"


def start_run(folder: Path) -> "subprocess.Popen[str]":
    """A run that takes the engine, says so, and ends when it is told to."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_second_run_waits_for_the_end_of_the_first(tmp_path: Path) -> None:
    with start_run(tmp_path) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "mine\n"
        (lock,) = tmp_path.iterdir()
        with lock.open() as asked, pytest.raises(BlockingIOError):
            fcntl.flock(asked, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with start_run(tmp_path) as second:
            first.communicate("\n")
            assert second.communicate("\n") == ("mine\n", None)
