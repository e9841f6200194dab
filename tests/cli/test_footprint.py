"""A day's use leaves everything outside the data folder as it was."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.support.ask import ask
from tests.support.hub import Installation

CHECKOUT = Path(__file__).resolve().parents[2]
# What tests and developers' tools write into a checkout, whoever runs.
OTHERS = {
    ".git",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "__pycache__",
    "artifacts",
    "node_modules",
}


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder below `folder` with its size and time of change."""
    return {str(path): facts for path, facts in walk(folder)}


def differences(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> list[str]:
    """The paths that are new, gone or changed."""
    both = before.keys() | after.keys()
    return sorted(path for path in both if before.get(path) != after.get(path))


def walk(folder: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in OTHERS]
        for name in (*files, *folders):
            path = Path(root, name)
            state = path.lstat()
            is_folder = path.is_dir() and not path.is_symlink()
            yield path, (0, 0) if is_folder else (state.st_size, state.st_mtime_ns)


def test_home_etc_temporary_folder_and_checkout_stay_as_they_were(
    tmp_path: Path, data: Path
) -> None:
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    (home / ".claude").mkdir(parents=True)
    (home / ".claude" / "settings.json").write_text("{}")
    (home / ".claude.json").write_text("{}")
    temporary.mkdir()
    watched = (home, temporary, Path("/etc"), CHECKOUT)
    before = [listing(folder) for folder in watched]
    environ = {"HOME": str(home), "TMPDIR": str(temporary)}
    up = Installation(data, environ=environ)
    try:
        up.start()
        name = up.start_session("A day's work")
        page = up.login().get(f"/user/admin/{name}/lab")
        assert page.status_code == httpx.codes.OK
        assert ask(up, name, "hello")[-1]["outcome"] == "completed"
        up.api("DELETE", f"/users/admin/servers/{name}").raise_for_status()
        up.stop()
        up.start()
        up.start_server(name)
        assert ask(up, name, "hello again")[-1]["outcome"] == "completed"
    finally:
        up.end_all()
    changed = [
        path
        for folder, earlier in zip(watched, before, strict=True)
        for path in differences(earlier, listing(folder))
    ]
    assert changed == []
