"""A real JupyterHub with its real proxy: for the identity of callers."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from remote_claude_ext.cli.proxy import proxy_command

CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{public}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_api}"
c.ConfigurableHTTPProxy.command = {command!r}
c.ConfigurableHTTPProxy.auth_token = {proxy_token!r}
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/cookie"
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {{"admin"}}
c.JupyterHub.allow_named_servers = True
c.JupyterHub.load_groups = {{"data": {{"users": ["gina", "gus"]}}}}
c.JupyterHub.services = [
    {{"name": "claude-gateway", "api_token": {gateway!r}}},
    {{"name": "tests", "api_token": {admin!r}}},
    {{"name": "monitor", "api_token": {monitor!r}}},
]
c.JupyterHub.load_roles = [
    {{"name": "user", "scopes": ["self", {scope!r}]}},
    {{"name": "tests", "services": ["tests"], "scopes": ["admin:users", "tokens"]}},
    {{"name": "monitor", "services": ["monitor"], "scopes": ["read:metrics"]}},
]
"""
START_SECONDS = 60
GATEWAY_SCOPE = "access:services!service=claude-gateway"
"""All that a token needs to use the gateway."""


def free_ports(count: int) -> list[int]:
    """Ports that are free now."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class RealHub:
    """One hub process in a folder of its own; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.gateway_token = secrets.token_hex(16)
        self.monitor_token = secrets.token_hex(16)
        self._admin_token = secrets.token_hex(16)
        public, self._hub_port, proxy_api = free_ports(3)
        self._config = folder / "jupyterhub_config.py"
        self._config.write_text(
            CONFIG.format(
                scope=GATEWAY_SCOPE,
                folder=folder,
                public=public,
                hub=self._hub_port,
                proxy_api=proxy_api,
                command=proxy_command(),
                proxy_token=secrets.token_hex(16),
                gateway=self.gateway_token,
                admin=self._admin_token,
                monitor=self.monitor_token,
            )
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def api_url(self) -> str:
        """The REST API at the hub's own port."""
        return f"http://127.0.0.1:{self._hub_port}/hub/api"

    @property
    def log(self) -> str:
        """What hub and proxy have written."""
        return (self._folder / "log").read_text()

    def start(self) -> None:
        """Return when the API answers; at once where it runs already."""
        if self._process is not None:
            return
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", str(self._config)],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={"PATH": os.environ["PATH"], "HOME": str(self._folder), "LANG": "C.UTF-8"},
            )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._call("GET", "/users")
            except OSError:
                assert self._process.poll() is None, self.log
                assert time.monotonic() < deadline, self.log
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """End hub and proxy."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End both without warning."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Let the hub take connections and answer none."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it answer again."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def token(self, user: str, *scopes: str) -> str:
        """A new token of a user, who is made if need be; without scopes it inherits all."""
        status, _ = self._ask("POST", f"/users/{user}")
        assert status in (201, 409), status
        body: dict[str, Any] = {"note": "test"}
        if scopes:
            body["scopes"] = list(scopes)
        return str(self._call("POST", f"/users/{user}/tokens", body)["token"])

    def session_token(self, user: str, session: str) -> str:
        """A token like that of a session's server."""
        self.token(user)
        return self.token(
            user,
            f"access:servers!server={user}/{session}",
            f"users:activity!user={user}",
            GATEWAY_SCOPE,
        )

    def revoke(self, user: str) -> None:
        """Delete every token of a user."""
        for token in self._call("GET", f"/users/{user}/tokens")["api_tokens"]:
            self._call("DELETE", f"/users/{user}/tokens/{token['id']}")

    def _call(self, method: str, path: str, body: object = None) -> Any:
        status, answer = self._ask(method, path, body)
        assert status < 300, (status, answer)
        return answer

    def _ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self._hub_port, timeout=10)
        try:
            connection.request(
                method,
                "/hub/api" + path,
                body=None if body is None else json.dumps(body),
                headers={"Authorization": f"token {self._admin_token}"},
            )
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        finally:
            connection.close()

    def _end(self, number: signal.Signals) -> None:
        process = self._process
        if process is None:
            return
        process.send_signal(signal.SIGCONT)
        if number == signal.SIGTERM:
            process.terminate()
        else:
            os.killpg(process.pid, number)
        process.wait(30)
        self._process = None
