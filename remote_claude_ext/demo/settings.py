"""What the scripted model is started with."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSettings:
    """How one scripted model runs; it listens on 127.0.0.1 only."""

    port: int
    """0 takes a free port."""
    scenarios: tuple[Path, ...] = ()
    """Files or folders of scenarios that are searched before the packaged ones."""
    inline_scripts: bool = False
    """Whether a prompt may carry its own script after `@@`; for tests."""
