"""Imports the Claude Agent SDK without the `mcp` package, which only its in-process tools need.

We have none of these: `mcp` is more than a second of CPU at the start of each session's server
and 25 MiB for as long as it runs.
"""

import importlib

from ...core.absent import absent


def load_sdk() -> None:
    """Import the SDK; without `mcp`, unless something else has imported that already."""
    with absent("mcp"):
        importlib.import_module("claude_agent_sdk")
