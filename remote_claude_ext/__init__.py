"""Remote Claude: Claude Code for many people, in their browsers, on one's own machines."""

from typing import Any

from ._version import __version__

__all__ = ["__version__"]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Tell Jupyter Server where the session extension is (imported late: importing us is free)."""
    from .session.app import RemoteClaude

    return [{"module": "remote_claude_ext", "app": RemoteClaude}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell JupyterLab where the built lab extension is."""
    return [{"src": "labextension", "dest": "@remote-claude/lab"}]
