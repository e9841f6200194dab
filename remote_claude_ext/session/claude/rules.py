"""Permission rules that a person chose to keep, outside the workspace.

Claude Code would write them into the folder's own `.claude/settings.local.json`. A repository can
bring such a file along, so that place is not trusted; ours is.
"""

import json
from pathlib import Path

from .files import write_private


class Rules:
    """The kept rules of one session, in Claude Code's notation (`Bash(pip install:*)`)."""

    def __init__(self, state: Path) -> None:
        self._path = state / "claude-rules.json"

    def read(self) -> list[str]:
        """All rules, in the order they were kept."""
        try:
            value = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return [rule for rule in value if isinstance(rule, str)] if isinstance(value, list) else []

    def keep(self, rules: list[str]) -> None:
        """Remember rules; keeping one twice is harmless."""
        known = self.read()
        write_private(self._path, json.dumps([*known, *(r for r in rules if r not in known)]))
