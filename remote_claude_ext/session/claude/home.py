"""Claude Code's own folder: its configuration, whom it trusts, its transcripts, who is alive."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath


@dataclass(frozen=True, slots=True)
class ClaudeHome:
    """Where one person's Claude Code keeps what it knows."""

    folder: Path
    """`$CLAUDE_CONFIG_DIR`, else `~/.claude`."""
    configuration: Path
    """`.claude.json`, which Claude Code rewrites while it runs."""

    @classmethod
    def of(cls, config_dir: Path | None) -> "ClaudeHome":
        """The home that a process with this CLAUDE_CONFIG_DIR (or without one) has."""
        if config_dir is not None:
            return cls(config_dir, config_dir / ".claude.json")
        return cls(Path.home() / ".claude", Path.home() / ".claude.json")

    def transcript(self, workspace: Path, claude_session: str) -> Path:
        """Where the transcript of a session that works in `workspace` is."""
        return (
            self.folder / "projects" / to_project(workspace.resolve()) / f"{claude_session}.jsonl"
        )

    def find_transcript(self, workspace: Path, claude_session: str) -> Path | None:
        """The transcript of a session, also where it was begun in another folder."""
        expected = self.transcript(workspace, claude_session)
        if expected.is_file():
            return expected
        found = (self.folder / "projects").glob(f"*/{claude_session}.jsonl")
        return next(iter(found), None)

    def is_trusted(self, workspace: Path) -> bool:
        """Whether the person has accepted Claude Code's trust dialog for this very folder."""
        projects = self.read().get("projects")
        if not isinstance(projects, Mapping):
            return False
        known = projects.get(str(workspace.resolve()))
        return isinstance(known, Mapping) and known.get("hasTrustDialogAccepted") is True

    def read(self) -> dict[str, object]:
        """The configuration as it stands; empty when there is none or it cannot be read."""
        return read_object(self.configuration)


def to_project(workspace: PurePath) -> str:
    """The name of a folder's project: everything but letters and digits becomes a dash."""
    return re.sub(r"[^A-Za-z0-9]", "-", str(workspace))


def read_object(path: Path) -> dict[str, object]:
    """A JSON object from a file; empty when it is missing, half written or something else."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
