"""A JupyterHub as it comes, of the same version and image, whose servers are containers, too."""

import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
from docker.client import DockerClient
from docker.types.networks import IPAMConfig, IPAMPool
from playwright.sync_api import Page

from remote_claude_ext.cli.proxy import proxy_command
from tests.support.hub import clean_environment

_START_SECONDS = 60
_NAME, _SUBNET, _GATEWAY = "remote-claude-figures", "172.31.83.0/24", "172.31.83.1"
_CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://{gateway}:{hub}"
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.Authenticator.allow_all = True
c.DummyAuthenticator.password = "{password}"
c.ConfigurableHTTPProxy.command = {proxy}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.DockerSpawner.image = "{image}"
c.DockerSpawner.cmd = [
    "jupyterhub-singleuser",
    "--ServerApp.jpserver_extensions=remote_claude_ext=False",
    "--LabApp.labextensions_path=/none",
]
c.DockerSpawner.network_name = "{name}"
c.DockerSpawner.prefix = "{name}"
c.DockerSpawner.remove = True
c.DockerSpawner.extra_host_config = {{
    "init": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
    "read_only": True,
    "tmpfs": {{"/tmp": "", "/run": "", "/data": "uid=1000", "/home/claude": "uid=1000"}},
}}
"""


class StockHub:
    """Its pages, as somebody uses them."""

    def __init__(self, url: str, password: str) -> None:
        self.url = url
        self._password = password

    def sign_in(self, page: Page) -> None:
        """To the page with the button."""
        page.goto(f"{self.url}/hub/home")
        page.get_by_label("Username").fill("admin")
        page.get_by_label("Password").fill(self._password)
        page.get_by_role("button", name="Sign in").click()
        page.locator("#start").wait_for()

    def stop(self, page: Page) -> None:
        """End the server, and be on the page with the button again."""
        page.goto(f"{self.url}/hub/home")
        page.locator("#stop").click()
        page.locator("#stop").wait_for(state="hidden")
        page.goto(f"{self.url}/hub/home")


@contextmanager
def stock_hub(folder: Path, image: str) -> Iterator[StockHub]:
    """A running one, on a network of its own."""
    folder.mkdir()
    port, hub, api = _free_ports(3)
    password = secrets.token_hex()
    config = folder / "jupyterhub_config.py"
    config.write_text(
        _CONFIG.format(
            port=port,
            hub=hub,
            api=api,
            gateway=_GATEWAY,
            password=password,
            proxy=proxy_command(),
            image=image,
            name=_NAME,
        )
    )
    command = [sys.executable, "-m", "jupyterhub", "-f", str(config)]
    with closing(DockerClient.from_env()) as engine, (folder / "log").open("w") as log:
        pool = IPAMPool(subnet=_SUBNET, gateway=_GATEWAY)
        network = engine.networks.create(_NAME, ipam=IPAMConfig(pool_configs=[pool]))
        started = subprocess.Popen(
            command, cwd=folder, env=clean_environment({}), stdout=log, stderr=log
        )
        try:
            _wait(f"http://127.0.0.1:{port}/hub/health", started)
            yield StockHub(f"http://127.0.0.1:{port}", password)
        finally:
            started.terminate()
            started.wait(_START_SECONDS)
            for container in engine.containers.list(all=True, filters={"name": f"{_NAME}-"}):
                container.remove(force=True)
            network.remove()


def _wait(url: str, started: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        if started.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("JupyterHub as it comes did not start")
        time.sleep(0.2)


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports
