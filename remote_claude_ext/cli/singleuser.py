"""The launcher of a session's server (`Spawner.cmd`): skips what is slow to import."""

import importlib
import os
import shlex
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from ..core.absent import absent
from ..core.later import import_later
from ..core.repositories import OWED
from ..session.claude.light import load_sdk
from .first_words import speak_later

_LOG_BYTES = 8 * 1024 * 1024
_KEPT_BYTES = 1024 * 1024
_CHECK_SECONDS = 30.0
_IDENTITY_SECONDS = 30
_READ_EARLY = {
    "JUPYTERHUB_SERVICE_PREFIX": "--HubOAuth.base_url",
    "JUPYTERLAB_SETTINGS_DIR": "--LabApp.user_settings_dir",
    "JUPYTERLAB_WORKSPACES_DIR": "--LabApp.workspaces_dir",
}
"""What others read when they are imported: too early where a container waited for its session."""


def settings(environ: Mapping[str, str], *, as_root: bool) -> list[str]:
    """The command line of the server of the session that an environment names."""
    workspace, shell = environ["REMOTE_CLAUDE_WORKSPACE"], environ.get("SHELL") or "/bin/sh"
    given = [
        f"--ServerApp.root_dir={workspace}",
        "--ServerApp.default_url=/lab",
        "--ServerApp.allow_origin=",
        # A revoked token or an ended login is noticed within this time.
        f"--HubOAuth.cache_max_age={_IDENTITY_SECONDS}",
        "--ServerApp.jpserver_extensions=remote_claude_ext=True",
        "--ServerApp.jpserver_extensions=jupyterlab=True",
        "--ServerApp.jpserver_extensions=jupyter_server_terminals=True",
        "--LanguageServerManager.autodetect=False",
        "--ServerApp.jpserver_extensions=notebook_shim=False",
        # Not a login shell: /etc/profile sets PATH anew, and `claude` would not be found on it.
        f"--ServerApp.terminado_settings=shell_command={shlex.quote(shell)}",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        *(f"{option}={environ[name]}" for name, option in _READ_EARLY.items() if name in environ),
    ]
    return [*given, "--ServerApp.allow_root=True"] if as_root else given


def bound_log(log: Path) -> None:
    """Cut a log that outgrew its limit to its end; it is open for appending, so this is safe."""
    if log.stat().st_size > _LOG_BYTES:
        with log.open("r+b") as file:
            file.seek(-_KEPT_BYTES, os.SEEK_END)
            end = file.read()
            file.seek(0)
            file.truncate()
            file.write(end)


def _watch_log(log: Path) -> None:
    while log.exists():
        bound_log(log)
        time.sleep(_CHECK_SECONDS)


def load(*, at_once: bool = False) -> Callable[[], None]:
    """Import the server, without what is slow and nobody needs; what runs it.

    What is needed only once it answers comes later, unless `at_once`.
    """
    # Optional parts of jsonschema. One builds a grammar on import: more than a second of CPU.
    for name in ("rfc3987_syntax", "rfc3986_validator", "isoduration"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    if not at_once:
        import_later("jupyterhub.httpclient", "fetch")
        for name in ("aiohttp", "requests"):
            import_later(name)
    # The hub's tables and their libraries: a fifth of this process's memory, and only the hub asks.
    # Extensions of JupyterLab are not installed in a session.
    with absent("sqlalchemy", "alembic", "jupyterhub.orm", "jupyterlab.extensions.pypi"):
        from jupyterhub.singleuser import main as singleuser  # noqa: PLC0415 (after all this)
        from jupyterhub.singleuser.extension import (  # noqa: PLC0415 (the same)
            JupyterHubSingleUser,
        )

        importlib.import_module("jupyterlab.labapp")
    speak_later(JupyterHubSingleUser)
    load_sdk()
    run: Callable[[], None] = singleuser
    return run


def main(loaded: Callable[[], None] | None = None) -> None:
    """Run the server of a session until it is told to end; before it, clone what it begins with.

    `loaded` is what load() has given already.
    """
    if os.environ.pop(OWED, ""):
        from ..session.repository.clone import clone_owed  # noqa: PLC0415 (once in a session's life)

        clone_owed(os.environ)
    singleuser = loaded or load()

    log = Path(os.environ["REMOTE_CLAUDE_STATE"]) / "server.log"
    threading.Thread(target=_watch_log, args=(log,), daemon=True).start()
    sys.argv[1:1] = settings(os.environ, as_root=os.geteuid() == 0)
    singleuser()


if __name__ == "__main__":
    main()
