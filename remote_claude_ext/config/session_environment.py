"""Folders and environment of a local session: an allow-list and paths below DATA."""

import os
from collections.abc import Mapping
from pathlib import Path

from .environment import child_environment
from .places import Places

_OWN = frozenset({"HOME", "LOGNAME", "PYTHONUNBUFFERED", "SHELL", "TMPDIR", "USER"})
_FOLDERS = ("HOME", "XDG_", "IPYTHONDIR", "CLAUDE_CONFIG_DIR", "JUPYTER", "TMPDIR")

MARKS = ("REMOTE_CLAUDE_STATE", "JUPYTER_RUNTIME_DIR", "TMPDIR")
"""Variables with a path in the session's own folder, by which what it started is found.

A `claude` process and what it starts do not get the first.
"""


def inherited_names() -> list[str]:
    """Which variables of the hub's own environment a session may see."""
    kept = child_environment(os.environ, withheld=(), own={})
    return sorted(name for name in kept if name not in _OWN)


def session_environment(places: Places, user: str, session: str) -> dict[str, str]:
    """The variables that name a session and its folders."""
    home = places.home(user)
    jupyter = places.user(user) / "jupyter"
    folder = places.session(user, session)
    state = places.session_state(user, session)
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        # Claude Code puts a socket there, and one with a path over 103 bytes into /tmp instead.
        "XDG_RUNTIME_DIR": str(places.user(user) / "run"),
        "IPYTHONDIR": str(home / ".ipython"),
        "CLAUDE_CONFIG_DIR": str(places.claude_config(user)),
        "JUPYTER_CONFIG_DIR": str(jupyter / "config"),
        "JUPYTER_DATA_DIR": str(jupyter / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(jupyter / "settings"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "layouts"),
        "TMPDIR": str(folder / "tmp"),
        "REMOTE_CLAUDE_USER": user,
        "REMOTE_CLAUDE_SESSION": session,
        "REMOTE_CLAUDE_STATE": str(state),
        "REMOTE_CLAUDE_WORKSPACE": str(places.workspace(user, session)),
    }


def make_folders(
    places: Places, user: str, session: str, environment: Mapping[str, str] | None = None
) -> None:
    """Make every folder that a session's environment names, for the owner alone."""
    usual = session_environment(places, user, session)
    given = usual if environment is None else {each: environment[each] for each in usual}
    paths = [Path(value) for name, value in given.items() if name.startswith(_FOLDERS)]
    own = [places.user(user), places.session(user, session), places.user(user) / "jupyter"]
    own += [places.session_state(user, session), places.workspace(user, session)]
    for path in (*own, *paths):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)


def proxy_environment(egress: str, who: str, token: str) -> dict[str, str]:
    """The variables by which programs find the only way out, and prove who they are to it.

    The machine's own address (of hub, hub service and gateway) is reached without it.
    """
    url = f"http://{who}:{token}@{egress}"
    own = f"localhost,127.0.0.1,::1,{egress.partition(':')[0]}"
    named = {"HTTPS_PROXY": url, "HTTP_PROXY": url, "NO_PROXY": own}
    return {**named, **{name.lower(): value for name, value in named.items()}}
