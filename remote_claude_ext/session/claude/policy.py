"""What Claude Code may be told by whom: our policy as settings; pure.

Claude Code filters what `--managed-settings` says down to restrictions, so the address of the
gateway and the token command travel by `--settings`, which beats a project's own settings too.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

_PRIVATE = ("CONFIGPROXY_", "JPY_", "JUPYTERHUB_", "REMOTE_CLAUDE_")
_PROVIDER = ("ANTHROPIC_", "CLAUDE_CODE_OAUTH_", "CLAUDE_CODE_USE_")
QUIET = {
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL": "1",
    "DISABLE_AUTOUPDATER": "1",
}
"""No update, no telemetry, no marketplace: nothing but the gateway is asked for anything."""


def private_names(environ: Iterable[str], *, gateway: bool) -> list[str]:
    """Variables of the server that no `claude` process gets: tokens of the hub and our own.

    Where a gateway is used, neither does it get another provider's address or key.
    """
    unwanted = (*_PRIVATE, *_PROVIDER) if gateway else _PRIVATE
    return sorted(name for name in environ if name.startswith(unwanted))


def managed_settings(models: Sequence[str]) -> dict[str, object]:
    """Restrictions that no other settings can lift: `--managed-settings`."""
    managed: dict[str, object] = {
        "allowManagedHooksOnly": True,
        "disableAutoMode": "disable",
        "permissions": {"disableBypassPermissionsMode": "disable"},
        "useAutoModeDuringPlan": False,
    }
    if models:
        managed["availableModels"] = list(models)
        managed["enforceAvailableModels"] = True
    return managed


def gateway_settings(
    gateway_url: str, token_command: str, proxies: Mapping[str, str]
) -> dict[str, object]:
    """Where the model is and how the token is read: `--settings`.

    `proxies` is the server's environment: the gateway's host is added to its exceptions, so that
    no proxy of a repository's choice gets between.
    """
    host = urlsplit(gateway_url).hostname or ""
    known = proxies.get("NO_PROXY") or proxies.get("no_proxy") or ""
    exceptions = ",".join(part for part in (known, host) if part)
    return {
        "apiKeyHelper": token_command,
        "env": {
            **QUIET,
            "ANTHROPIC_BASE_URL": gateway_url,
            "ANTHROPIC_API_KEY": "",
            "ANTHROPIC_AUTH_TOKEN": "",
            "NO_PROXY": exceptions,
            "no_proxy": exceptions,
        },
        "permissions": {"defaultMode": "default"},
        "useAutoModeDuringPlan": False,
    }


def with_rules(settings: Mapping[str, object], rules: Sequence[str]) -> dict[str, object]:
    """Settings with the permission rules that a person chose to keep."""
    permissions = settings.get("permissions")
    kept = dict(permissions) if isinstance(permissions, Mapping) else {}
    if rules:
        kept["allow"] = list(rules)
    return {**settings, "permissions": kept} if kept else dict(settings)


def sources(*, trusted: bool) -> list[str] | None:
    """Whose settings count; None is everybody's.

    A folder's own settings set variables, start programs and allow tools, so they count only
    once the person has trusted the folder in Claude Code's own dialog.
    """
    return None if trusted else ["user"]


def folder_arguments(workspace: Path, *, trusted: bool) -> list[Path]:
    """Folders to name, so that CLAUDE.md is read where the folder's settings are not."""
    return [] if trusted else [workspace]
