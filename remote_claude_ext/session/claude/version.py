"""Which Claude Code panel and terminal run."""

import claude_agent_sdk


def claude_version() -> str:
    """The version of the bundled `claude` program."""
    return str(claude_agent_sdk._cli_version.__cli_version__)  # noqa: SLF001 - no public name
