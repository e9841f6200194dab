"""What a waiting container imports: all of it, and nothing that would know whose it will be."""

import json
from pathlib import Path

import pytest
from docker.client import DockerClient

from remote_claude_ext.cli.singleuser import settings
from remote_claude_ext.config.places import Places
from remote_claude_ext.config.session_environment import session_environment

pytestmark = pytest.mark.containers
SESSION = {
    **session_environment(Places(Path("/data")), "ada", "notes-abcd"),
    "JUPYTERHUB_SERVICE_PREFIX": "/user/ada/notes-abcd/",
}
PROGRAM = """
import json, os, sys, tempfile, threading
names, kind, read = {names!r}, type(os.environ), set()
plain = kind.__getitem__
passing = ("os", "posixpath", "genericpath", "collections.abc", "_collections_abc", "pathlib")

def noticing(self, key):
    name = key.decode() if isinstance(key, bytes) else key
    if name in names or name.startswith("REMOTE_CLAUDE_"):
        frame = sys._getframe(1)
        while frame.f_globals["__name__"] in passing:
            frame = frame.f_back
        read.add((name, frame.f_globals["__name__"]))
    return plain(self, key)

kind.__getitem__ = noticing
from remote_claude_ext.cli.preload import preload
preload()
print(json.dumps(dict(
    read=sorted(read), threads=threading.active_count(), modules=sorted(sys.modules),
)))
"""
TOLD = {
    *SESSION,
    "CPU_LIMIT",
    "JPY_API_TOKEN",
    "MEM_LIMIT",
    "JUPYTERHUB_ACTIVITY_INTERVAL",
    "JUPYTERHUB_ACTIVITY_URL",
    "JUPYTERHUB_API_TOKEN",
    "JUPYTERHUB_API_URL",
    "JUPYTERHUB_BASE_URL",
    "JUPYTERHUB_CLIENT_ID",
    "JUPYTERHUB_COOKIE_OPTIONS",
    "JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED",
    "JUPYTERHUB_HOST",
    "JUPYTERHUB_OAUTH_ACCESS_SCOPES",
    "JUPYTERHUB_OAUTH_CALLBACK_URL",
    "JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES",
    "JUPYTERHUB_OAUTH_SCOPES",
    "JUPYTERHUB_PUBLIC_HUB_URL",
    "JUPYTERHUB_PUBLIC_URL",
    "JUPYTERHUB_SERVER_NAME",
    "JUPYTERHUB_SERVICE_URL",
    "JUPYTERHUB_USER",
}
"""What a session is told beside the variables whose names are ours."""
HARMLESS = {
    # Asked for again with each server that is made.
    ("JUPYTERHUB_API_URL", "jupyterhub.services.auth"),
    # Said again on the command line, as the next test sees.
    ("JUPYTERHUB_SERVICE_PREFIX", "jupyterhub.services.auth"),
    ("JUPYTERLAB_SETTINGS_DIR", "jupyterlab.commands"),
    ("JUPYTERLAB_WORKSPACES_DIR", "jupyterlab.commands"),
    # The default of the two before, and where a version is looked up.
    ("HOME", "jupyter_core.paths"),
    ("JUPYTER_CONFIG_DIR", "jupyter_core.paths"),
    # A trash that a server with a hub does not use.
    ("HOME", "send2trash.plat_other"),
    ("XDG_DATA_HOME", "send2trash.plat_other"),
    # Passed on to one call of `git version`, or looked at for a folder that no session has.
    ("HOME", "git.cmd"),
    ("HOME", "sysconfig"),
    ("HOME", "wsgiref.handlers"),
}


def test_nothing_that_a_session_is_told_is_read_too_early(
    engine: DockerClient, session_image: str
) -> None:
    command = ["/opt/remote-claude/bin/python", "-P", "-c", PROGRAM.format(names=TOLD)]
    said = engine.containers.run(session_image, command, remove=True, network_mode="none")
    found = json.loads(said)
    assert found["threads"] == 1
    assert "remote_claude_ext.session.context" in found["modules"]
    assert {tuple(each) for each in found["read"]} <= HARMLESS


def test_what_is_read_too_early_is_on_the_servers_command_line() -> None:
    given = settings(SESSION, as_root=False)
    assert f"--HubOAuth.base_url={SESSION['JUPYTERHUB_SERVICE_PREFIX']}" in given
    assert f"--LabApp.user_settings_dir={SESSION['JUPYTERLAB_SETTINGS_DIR']}" in given
    assert f"--LabApp.workspaces_dir={SESSION['JUPYTERLAB_WORKSPACES_DIR']}" in given
