"""The idle limit: when sessions are stopped that nobody uses, by JupyterHub's idle culler. Pure.

A session is in use while something in it is used through Jupyter, and while Claude works or waits
for an answer: the session reports the last by itself. A page that is merely open is not enough.
"""

import sys

from .settings import Sessions

_REPORT_SECONDS = 300
_CHECK_SECONDS = 60
_PER_LIMIT = 5
"""How often, within the shortest limit, activity is reported and looked at."""


def report_seconds(sessions: Sessions) -> int:
    """How often a session tells the hub of its use: well within the idle limit."""
    return _within(sessions.idle_timeout_seconds, _REPORT_SECONDS)


def culler_command(sessions: Sessions, hub_api_url: str) -> list[str]:
    """The culler as a process of its own; empty where there is no idle limit.

    It finds its token in `JUPYTERHUB_API_TOKEN`.
    """
    idle = sessions.idle_timeout_seconds
    if not idle:
        return []
    return [
        *(sys.executable, "-P", "-m", "jupyterhub_idle_culler"),
        f"--url={hub_api_url}",
        f"--timeout={idle}",
        f"--cull-every={_within(idle, _CHECK_SECONDS)}",
    ]


def _within(limit_seconds: int | None, most_seconds: int) -> int:
    return max(1, min(most_seconds, limit_seconds // _PER_LIMIT)) if limit_seconds else most_seconds
