"""A secret by reference: where it is, never what it is."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret can be read; only the one file that needs it resolves it.

    `file`: a path, one trailing newline dropped. `env`: the name of a variable of the process that
    resolves it. `pipe`: the number of an inherited file descriptor, read once to its end; `7:1` is
    the second line of what comes through it.
    `literal`: written in the configuration itself; its repr hides it.
    """

    kind: Literal["file", "env", "pipe", "literal"]
    value: str

    def __repr__(self) -> str:
        """The reference without what it may give away."""
        shown = "..." if self.kind == "literal" else self.value
        return f"SecretRef({self.kind}:{shown})"
