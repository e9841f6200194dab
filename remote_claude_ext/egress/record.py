"""The record of connections: JSON lines in a file that only its owner reads, bounded."""

import os
from pathlib import Path

_MOST_BYTES = 16 * 2**20


class Record:
    """Appends lines; the file before the last one is kept as `.1`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, line: str) -> None:
        """Append a line."""
        descriptor = os.open(self._file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{line}\n")
            size = file.tell()
        if size > _MOST_BYTES:
            self._file.replace(self._file.with_name(f"{self._file.name}.1"))
