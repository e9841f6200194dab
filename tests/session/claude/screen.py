"""A program in a terminal of its own, as a person would use it."""

import re
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ptyprocess import PtyProcess

_CONTROL = re.compile(rb"\x1b(\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|.)")


class Screen:
    """What was drawn so far, without colours and spaces (a full-screen program moves over them)."""

    def __init__(self, process: PtyProcess) -> None:
        self._process = process
        self._drawn = bytearray()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The program's process id."""
        return int(self._process.pid)

    @property
    def text(self) -> str:
        """All that was drawn, squeezed."""
        plain = _CONTROL.sub(b"", bytes(self._drawn)).decode(errors="replace")
        return "".join(plain.split())

    def wait_for(self, words: str, seconds: float = 30) -> None:
        """Return as soon as these words were drawn."""
        wanted, deadline = "".join(words.split()), time.monotonic() + seconds
        while wanted not in self.text:
            assert time.monotonic() < deadline, f"never drawn: {words}\n{self.text[-2000:]}"
            time.sleep(0.05)

    def type(self, text: str, *, shows: str) -> None:
        """Type a line, wait until it shows, press Enter."""
        self._process.write(text.encode())
        self.wait_for(shows)
        self._process.write(b"\r")

    def press(self, key: bytes, *, shows: str) -> None:
        """Press a key and wait for what it shows."""
        self._process.write(key)
        self.wait_for(shows)

    def press_until(self, key: bytes, done: Callable[[], bool], seconds: float = 20) -> None:
        """Press a key until it has done something: a dialog takes none in its first moment."""
        deadline = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < deadline, f"pressed in vain\n{self.text[-2000:]}"
            self._process.write(key)
            time.sleep(0.5)

    def _read(self) -> None:
        while True:
            try:
                self._drawn += self._process.read(65536)
            except (EOFError, OSError):
                return

    def close(self) -> None:
        """End the program; only then the terminal, which is locked while somebody reads it."""
        self._process.kill(signal.SIGKILL)
        self._reader.join(5)
        self._process.close(force=True)


@contextmanager
def in_terminal(
    command: Sequence[str], *, cwd: Path, environment: Mapping[str, str]
) -> Iterator[Screen]:
    """Run a program in a terminal of 40 lines."""
    process = PtyProcess.spawn(
        list(command), cwd=str(cwd), env=dict(environment), dimensions=(40, 120)
    )
    screen = Screen(process)
    try:
        yield screen
    finally:
        screen.close()
