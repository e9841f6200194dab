"""How files were left by a revert here, so that more of the same turn can be taken back later."""

import hashlib
import json
from pathlib import Path

from .disk import write_private

_MOST = 2000


class Reverted:
    """One small file below the session's state; a lost one only makes reverts more careful."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: list[str] | None = None

    def has(self, turn: str, path: Path, text: str) -> bool:
        """Whether this is how a revert of that turn left the file."""
        return _name(turn, path, text) in self._load()

    def note(self, turn: str, path: Path, text: str) -> None:
        """The file was left like this."""
        known = [*self._load(), _name(turn, path, text)][-_MOST:]
        self._known = known
        write_private(self._path, json.dumps(known))

    def _load(self) -> list[str]:
        if self._known is None:
            try:
                kept = json.loads(self._path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                kept = []
            self._known = [str(name) for name in kept] if isinstance(kept, list) else []
        return self._known


def _name(turn: str, path: Path, text: str) -> str:
    parts = "\0".join((turn, str(path), text))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()
