"""How far a clone is, by what git writes."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from remote_claude_ext.session.repository.progress import is_progress, to_cloning
from remote_claude_ext.session.repository.rules import to_clone, to_environment
from remote_claude_ext.wire.sessions import ClonePhase, Cloning, NewRepository
from tests.support.git_server import GitServer


@pytest.mark.parametrize(
    ("line", "cloning"),
    [
        (
            "remote: Compressing objects:  66% (2/3)        \n",
            Cloning(phase=ClonePhase.PACKING, percent=66),
        ),
        ("Receiving objects:   7% (3/41)\n", Cloning(phase=ClonePhase.RECEIVING, percent=7)),
        (
            "Receiving objects:  43% (430/1000), 12.50 MiB | 3.00 MiB/s\n",
            Cloning(phase=ClonePhase.RECEIVING, percent=43, bytes=13_107_200),
        ),
        (
            "Receiving objects: 100% (4/4), 300 bytes | 300.00 KiB/s, done.\n",
            Cloning(phase=ClonePhase.RECEIVING, percent=100, bytes=300),
        ),
        ("Resolving deltas: 100% (5/5), done.", Cloning(phase=ClonePhase.RESOLVING, percent=100)),
        ("Updating files:  50% (1/2)", Cloning(phase=ClonePhase.WRITING, percent=50)),
    ],
)
def test_lines_of_git_say_how_far_it_is(line: str, cloning: Cloning) -> None:
    assert is_progress(line)
    assert to_cloning(line) == cloning


@pytest.mark.parametrize(
    "line",
    [
        "remote: Enumerating objects: 12, done.",
        "remote: Counting objects:  33% (4/12)",
        "Receiving objects: 12",
        "Cloning into '/work/ssl/clone.new'...",
    ],
)
def test_side_matters_are_no_words_for_the_log(line: str) -> None:
    assert is_progress(line)
    assert to_cloning(line) is None


@pytest.mark.parametrize(
    "line",
    ["fatal: the remote end hung up: 5% (1/20)", "error: 404", "", "remote: Repository not found."],
)
def test_what_went_wrong_is_kept(line: str) -> None:
    assert not is_progress(line)


def test_a_clone_of_a_tag_by_this_git_says_nothing_else(tmp_path: Path) -> None:
    with GitServer(tmp_path) as server:
        wish = NewRepository(url=server.url("large"), branch="v1")
        done = subprocess.run(
            to_clone(wish, tmp_path / "clone"),
            env=to_environment({"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}, wish),
            capture_output=True,
            text=True,
            check=True,
        )
    lines = done.stderr.splitlines()
    assert [each for each in lines if not is_progress(each)] == []
    told = [each for each in map(to_cloning, lines) if each]
    assert Cloning(phase=ClonePhase.RECEIVING, percent=100) in [
        msgspec.structs.replace(each, bytes=None) for each in told
    ]
