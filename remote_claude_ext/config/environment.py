"""What enters the environment of a process that `up` starts, and what never does. Pure."""

from collections.abc import Iterable, Mapping

_KEPT = frozenset(
    {
        "ALL_PROXY",
        "CURL_CA_BUNDLE",
        "HOME",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "LANG",
        "LANGUAGE",
        "LD_LIBRARY_PATH",
        "LOGNAME",
        "NODE_EXTRA_CA_CERTS",
        "NO_PROXY",
        "PATH",
        "REQUESTS_CA_BUNDLE",
        "SHELL",
        "SSL_CERT_DIR",
        "SSL_CERT_FILE",
        "TZ",
        "USER",
        "VIRTUAL_ENV",
        "all_proxy",
        "http_proxy",
        "https_proxy",
        "no_proxy",
    }
)
_NEVER = ("ANTHROPIC_", "CLAUDE")
_PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "https_proxy", "http_proxy")
_ENGINE = "DOCKER_HOST"
_LOOPBACK = ("127.0.0.1", "localhost")


def child_environment(
    parent: Mapping[str, str], *, withheld: Iterable[str], own: Mapping[str, str]
) -> dict[str, str]:
    """The whole environment of a child: an allow-list of the parent's, then `own`.

    `withheld` are variables that the configuration takes secrets from. What runs on this machine
    is always reached without a web proxy.
    """
    hidden = frozenset(withheld)
    environment = {
        name: value
        for name, value in parent.items()
        if (name in _KEPT or name.startswith("LC_"))
        and name not in hidden
        and not name.startswith(_NEVER)
    }
    if any(environment.get(name) for name in _PROXIES):
        for name in ("NO_PROXY", "no_proxy"):
            environment[name] = _with_loopback(environment.get(name, ""))
    return {**environment, "PYTHONUNBUFFERED": "1", **own}


def engine_address(parent: Mapping[str, str]) -> dict[str, str]:
    """Where the container engine listens, for the hub alone; empty for the usual place."""
    return {_ENGINE: parent[_ENGINE]} if parent.get(_ENGINE) else {}


def _with_loopback(hosts: str) -> str:
    known = [host.strip() for host in hosts.split(",") if host.strip()]
    return ",".join([*known, *(host for host in _LOOPBACK if host not in known)])
