"""The store of snapshots and what is put back from it: git, files, and whoever interferes."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from remote_claude_ext.session.snapshots import rules
from remote_claude_ext.session.snapshots.catalogue import Catalogue
from remote_claude_ext.session.snapshots.git import Git, GitError
from remote_claude_ext.session.snapshots.model import to_plan
from remote_claude_ext.session.snapshots.restore import Failures, apply
from remote_claude_ext.session.snapshots.store import Store, Taken

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    root.mkdir()
    return root


@pytest.fixture
def store(tmp_path: Path, workspace: Path) -> Store:
    folder = tmp_path / "state" / "snapshots"
    folder.mkdir(parents=True)
    return Store(workspace, folder)


def go(store: Store, now: Taken, target: str) -> Failures:
    plan = to_plan(now.manifest, store.read(target))
    with store.root() as root:
        contents = store.contents([*plan.write.values()])
        return apply(root, plan, looked=now.looked, contents=contents)


def cut_off(git: Git) -> None:
    with git.importing() as stream:
        stream.write(b"commit refs/snapshots/half\ncommitter x <> 1 +0000\ndata 1\nx\n")
        stream.write(b"M 100644 inline a\ndata 1\nb\n\n")
        stream.flush()
        raise KeyError


def test_nothing_new_is_no_new_snapshot_also_after_a_restart(
    store: Store, workspace: Path, tmp_path: Path
) -> None:
    (workspace / "a").write_text("a")
    os.utime(workspace / "a", (1, 1))
    first = store.take()
    again = Store(workspace, tmp_path / "state" / "snapshots").take()
    assert store.differing(first.commit, again.commit) == set()
    assert again.manifest == store.read(first.commit)


def test_odd_names_modes_links_and_empty_folders_come_back(store: Store, workspace: Path) -> None:
    names = [b'qu"ote\\', b"new\nline", b"\xff\xfe", b" space ", b"-dash", b"DEAD~1", b"a:b"]
    for name in names:
        Path(os.fsdecode(os.fsencode(workspace) + b"/" + name)).write_bytes(name)
    (workspace / "secret").write_text("s")
    (workspace / "secret").chmod(0o600)
    (workspace / "empty" / "inner").mkdir(parents=True)
    (workspace / "dangling").symlink_to("/no/such/place")
    before = store.take()
    shutil.rmtree(workspace)
    workspace.mkdir()
    (workspace / "empty").write_text("a file now")
    assert go(store, store.take(), before.commit) == {}
    found = sorted(os.fsencode(path.name) for path in workspace.iterdir())
    assert found == sorted([*names, b"secret", b"empty", b"dangling"])
    assert (workspace / "secret").stat().st_mode & 0o777 == 0o600
    assert (workspace / "empty" / "inner").is_dir()
    assert (workspace / "dangling").readlink() == Path("/no/such/place")
    assert store.take().manifest == before.manifest


def test_nothing_outside_is_written_or_deleted_through_a_link(
    store: Store, workspace: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "changed").write_text("outside")
    (outside / "made").write_text("outside")
    folder = workspace / "folder"
    folder.mkdir()
    (folder / "changed").write_text("before")
    before = store.take()
    (folder / "changed").write_text("after")
    (folder / "made").write_text("after")
    now = store.take()
    # In the moment between the look and the writing the folder becomes a link.
    folder.rename(tmp_path / "moved")
    folder.symlink_to(outside)
    failures = go(store, now, before.commit)
    assert set(failures) == {b"folder/changed", b"folder/made"}
    assert {path.read_text() for path in outside.iterdir()} == {"outside"}
    assert (tmp_path / "moved" / "made").read_text() == "after"


def test_what_changes_in_the_same_moment_stays(store: Store, workspace: Path) -> None:
    for name in ("changed", "removed"):
        (workspace / name).write_text("1")
    (workspace / "removed").unlink()
    before = store.take()
    (workspace / "changed").write_text("22")
    (workspace / "removed").write_text("22")
    now = store.take()
    (workspace / "changed").write_text("333")
    (workspace / "removed").write_text("333")
    assert set(go(store, now, before.commit)) == {b"changed", b"removed"}
    assert (workspace / "changed").read_text() == "333"
    assert (workspace / "removed").read_text() == "333"


def test_a_snapshot_that_is_cut_off_is_none(store: Store, workspace: Path, tmp_path: Path) -> None:
    (workspace / "a").write_text("a")
    first = store.take()
    git = Git(tmp_path / "state" / "snapshots" / "store.git")
    with pytest.raises(KeyError):
        cut_off(git)
    with pytest.raises(GitError):
        git.run("rev-parse", "--verify", "refs/snapshots/half")
    (workspace / "a").write_text("bb")
    second = store.take()
    assert store.differing(first.commit, second.commit) == {b"a"}


def test_a_workspace_with_too_many_files_says_so(
    store: Store, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("remote_claude_ext.session.snapshots.walk.MOST_FILES", 3)
    for number in range(4):
        (workspace / str(number)).write_text("x")
    with pytest.raises(rules.TooMuchError, match="50,000"):
        store.take()


def test_our_own_folder_in_the_workspace_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / ".local" / "state" / "snapshots"
    folder.mkdir(parents=True)
    (tmp_path / "file").write_text("x")
    assert set(Store(tmp_path, folder).take().manifest.items) == {b"file"}


def test_a_lost_store_is_begun_anew(store: Store, workspace: Path, tmp_path: Path) -> None:
    (workspace / "a").write_text("a")
    store.take()
    shutil.rmtree(tmp_path / "state" / "snapshots" / "store.git")
    (workspace / "b").write_text("b")
    with pytest.raises((GitError, OSError)):
        store.take()
    assert set(store.take().manifest.items) == {b"a", b"b"}


def test_what_nobody_wants_any_more_goes(store: Store, workspace: Path) -> None:
    (workspace / "a").write_text("1")
    first = store.take()
    (workspace / "a").write_text("22")
    second = store.take()
    store.forget_all_but([second.commit])
    store.tidy()
    assert store.read(second.commit).items
    (workspace / "a").write_text("333")
    assert store.differing(second.commit, store.take().commit) == {b"a"}
    assert first.commit != second.commit


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite")
    yield opened
    opened.close()


def test_the_first_snapshot_of_a_turn_counts_and_old_ones_go(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue.note("c", "t1", "before", name="n1", at=NOW - timedelta(days=31))
    for number in range(2, 6):
        catalogue.note("c", f"t{number}", "before", name=f"n{number}", at=NOW)
        catalogue.note("c", f"t{number}", "after", name=f"m{number}", at=NOW)
    catalogue.note("c", "t5", "before", name="later", at=NOW)
    catalogue.note("gone", "t6", "before", name="n6", at=NOW)
    found = catalogue.find("t5")
    assert found is not None
    assert found.name == "n5"
    assert catalogue.expire({"c"}, now=NOW) == 2
    assert catalogue.find("t1") is None
    assert catalogue.find("t6") is None
    monkeypatch.setattr("remote_claude_ext.session.snapshots.catalogue.MOST_TURNS", 2)
    catalogue.expire({"c"}, now=NOW)
    assert catalogue.names() == {"n4", "m4", "n5", "m5", "m3"}
