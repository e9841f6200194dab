"""What a snapshot of 10,000 files costs: the first, one of an unchanged workspace, one changed.

`python -m tests.load.snapshots` prints seconds, and those of the processor in parentheses.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from remote_claude_ext.session.snapshots.store import Store

FILES, FOLDERS, TIMES = 10_000, 100, 5
_SETTLED_SECONDS = 0.1
"""What was written just now is read again once: a later change might not look like one."""


def measure(act: Callable[[], object]) -> str:
    """The shortest of some runs."""
    runs = []
    for _ in range(TIMES):
        begun, used = time.perf_counter(), time.process_time()
        act()
        runs.append((time.perf_counter() - begun, time.process_time() - used))
    seconds, processor_seconds = min(runs)
    return f"{seconds:.3f} s ({processor_seconds:.3f})"


def fill(workspace: Path) -> None:
    """Sources as a repository has them: a kilobyte each."""
    for number in range(FILES):
        folder = workspace / f"folder{number % FOLDERS}"
        folder.mkdir(exist_ok=True)
        (folder / f"file{number}.py").write_text(f"value = {number}\n" * 60)


def main() -> None:
    """Print a line for each."""
    with tempfile.TemporaryDirectory() as root:
        workspace, folder = Path(root) / "workspace", Path(root) / "state" / "snapshots"
        workspace.mkdir()
        folder.mkdir(parents=True)
        fill(workspace)
        time.sleep(_SETTLED_SECONDS)
        store = Store(workspace, folder)
        begun = time.perf_counter()
        store.take()
        first = f"{time.perf_counter() - begun:.3f} s"

        def change() -> None:
            (workspace / "folder0" / "file0.py").write_text(str(time.time_ns()))
            store.take()

        lines = {
            "first": first,
            "unchanged": measure(store.take),
            "one file": measure(change),
            "on disk": f"{store.size_bytes() / 2**20:.1f} MiB",
        }
    print("\n".join(f"{name:10} {line}" for name, line in lines.items()))  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
