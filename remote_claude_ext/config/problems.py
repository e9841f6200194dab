"""A mistake in the configuration: where it is, what it is, what to write instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..core.errors import RemoteClaudeError


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `path` is the YAML path, such as `claude.apiKey`; empty for the whole file."""

    path: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        """The mistake as a sentence that begins with its place."""
        where = f"{self.path}: " if self.path else ""
        return f"{where}{self.message} {self.remedy}".strip()


class ConfigurationError(RemoteClaudeError):
    """A configuration that cannot be used, with every mistake that was found in it."""

    code = "configuration"

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [f"The configuration {file or '(none)'} cannot be used:"]
        lines += [f"  - {problem}" for problem in self.problems]
        super().__init__("\n".join(lines))
