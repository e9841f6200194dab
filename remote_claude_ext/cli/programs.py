"""The programs that make an installation: commands, environments and when each is up."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from ..config.culling import culler_command
from ..config.environment import child_environment, engine_address
from ..config.network import read_secret
from ..config.places import Places
from ..config.rbac import GATEWAY, HUB_SERVICE
from ..config.run import GATEWAY_PREFIX, HUB_SERVICE_PREFIX, Run
from ..config.settings import Settings
from .proxy import proxy_command
from .squid import write_squid
from .supervise import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A program, and the address that answers with this status once it is up."""

    program: Program
    ready_url: str
    ready_status: int = 200

    @property
    def name(self) -> str:
        """The program's name."""
        return self.program.name


class Parts:
    """Every program of an installation, made from its settings, ports and secrets."""

    def __init__(self, places: Places, settings: Settings, run: Run) -> None:
        self._places = places
        self._settings = settings
        self._run = run

    def proxy(self) -> Part:
        """The only one that browsers reach."""
        ports = self._run.ports
        command = proxy_command(
            *("--ip", self._run.host, "--port", str(ports.public)),
            *("--api-ip", "127.0.0.1", "--api-port", str(ports.proxy_api)),
            *("--error-target", f"http://{self._run.inner}:{ports.hub}/hub/error"),
            *("--log-level", "warn"),
        )
        program = self._program("proxy", command, self._proxy_token())
        return Part(program=program, ready_url=f"{self._run.public_url}hub/login")

    def hub(self) -> Part:
        """JupyterHub."""
        own = {**self._proxy_token(), **engine_address(os.environ)}
        program = self._program("hub", _serve("jupyterhub"), own)
        return Part(program=program, ready_url=f"{self._run.hub_api_url}/")

    def hub_service(self) -> Part:
        """The hub service."""
        address = f"http://{self._run.inner}:{self._run.ports.hub_service}"
        own = self._service(HUB_SERVICE, HUB_SERVICE_PREFIX, address, "hub-service-token")
        program = self._program("hub-service", _serve("hub"), own)
        return Part(program=program, ready_url=f"{address}{HUB_SERVICE_PREFIX}healthz")

    def gateway(self, keys: bytes | None) -> Part:
        """The gateway; `keys` reach no other."""
        address = f"http://{self._run.inner}:{self._run.ports.gateway}"
        own = self._service(GATEWAY, GATEWAY_PREFIX, address, "gateway-token")
        program = self._program("gateway", _serve("gateway"), own, keys)
        return Part(program=program, ready_url=f"{address}{GATEWAY_PREFIX}healthz")

    def demo(self) -> Part:
        """The scripted model."""
        program = self._program("demo", _serve("demo"), {})
        return Part(program=program, ready_url=f"{self._run.demo_url}/")

    def egress(self) -> list[Part]:
        """The only way out of sessions, and who tells it what they may; none unless allowed."""
        ports = self._run.ports
        if not ports.egress:
            return []
        key = read_secret(self._places, "egress-key")
        squid = write_squid(self._places, self._settings, self._run, key)
        url = f"http://127.0.0.1:{ports.egress_rules}/healthz"
        rules = Part(program=self._program("egress", _serve("egress"), {}), ready_url=url)
        # It says 400 to whoever asks it for a page: then it listens.
        answer = f"http://{self._run.inner}:{ports.egress}/"
        proxy = self._program("squid", squid, {"TMPDIR": "/tmp"})  # noqa: S108 (it is another user)
        return [rules, Part(program=proxy, ready_url=answer, ready_status=400)]

    def culler(self) -> Program | None:
        """Stops sessions that nobody uses; None where they may be idle."""
        command = culler_command(self._settings.sessions, self._run.hub_api_url)
        if not command:
            return None
        token = read_secret(self._places, "culler-token")
        return self._program("culler", command, {"JUPYTERHUB_API_TOKEN": token})

    def _program(
        self, name: str, command: list[str], own: Mapping[str, str], key: bytes | None = None
    ) -> Program:
        environment = child_environment(
            os.environ,
            withheld=self._settings.secret_variables,
            own={
                "REMOTE_CLAUDE_DATA": str(self._places.data),
                "REMOTE_CLAUDE_CONFIG": self._settings.file,
                "TMPDIR": str(self._places.tmp),
                **own,
            },
        )
        return Program(name=name, command=command, environment=environment, key=key)

    def _proxy_token(self) -> dict[str, str]:
        return {"CONFIGPROXY_AUTH_TOKEN": read_secret(self._places, "proxy-token")}

    def _service(self, name: str, prefix: str, address: str, token: str) -> dict[str, str]:
        public = self._run.public_url
        return {
            "JUPYTERHUB_API_TOKEN": read_secret(self._places, token),
            "JUPYTERHUB_API_URL": self._run.hub_api_url,
            "JUPYTERHUB_BASE_URL": "/",
            "JUPYTERHUB_CLIENT_ID": f"service-{name}",
            "JUPYTERHUB_HOST": "",
            "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{prefix}oauth_callback",
            "JUPYTERHUB_PUBLIC_HUB_URL": f"{public}hub/",
            "JUPYTERHUB_PUBLIC_URL": f"{public.rstrip('/')}{prefix}",
            "JUPYTERHUB_SERVICE_NAME": name,
            "JUPYTERHUB_SERVICE_PREFIX": prefix,
            "JUPYTERHUB_SERVICE_URL": address,
        }


def _serve(what: str) -> list[str]:
    # -P: nothing in the data folder, which is their current folder, may pose as a module.
    return [sys.executable, "-P", "-m", "remote_claude_ext", "serve", what]
