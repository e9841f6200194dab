"""What Claude Code may be told by whom: our policy as settings; pure.

Claude Code filters what `--managed-settings` says down to restrictions, so the address of the
gateway and the token command travel by `--settings`, which beats a project's own settings too.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from ...core.signals import SIGNALS

_PRIVATE = ("CONFIGPROXY_", "JPY_", "JUPYTERHUB_", "REMOTE_CLAUDE_")
_PROVIDER = ("ANTHROPIC_", "CLAUDE_CODE_OAUTH_", "CLAUDE_CODE_USE_")
QUIET = {
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL": "1",
    "DISABLE_AUTOUPDATER": "1",
}
"""No update, no marketplace, no telemetry to its makers: only the gateway is asked for anything."""

_DAY = timedelta(days=1)
_FOR_EVER_DAYS = 36_500
"""Claude Code removes its records after 30 days where nobody says otherwise."""


def private_names(environ: Iterable[str], *, gateway: bool) -> list[str]:
    """Variables of the server that no `claude` process gets: tokens of the hub and our own.

    Where a gateway is used, neither does it get another provider's address or key.
    """
    unwanted = (*_PRIVATE, *_PROVIDER) if gateway else _PRIVATE
    return sorted(name for name in environ if name.startswith(unwanted))


def managed_settings(models: Sequence[str], *, auto_mode: bool = False) -> dict[str, object]:
    """Restrictions that no other settings can lift: `--managed-settings`.

    A plan is made by asking also where auto mode may be chosen: nobody has chosen it then.
    """
    managed: dict[str, object] = {
        "allowManagedHooksOnly": True,
        "permissions": {"disableBypassPermissionsMode": "disable"},
        "useAutoModeDuringPlan": False,
    }
    if not auto_mode:
        managed["disableAutoMode"] = "disable"
    if models:
        managed["availableModels"] = list(models)
        managed["enforceAvailableModels"] = True
    return managed


def gateway_settings(
    gateway_url: str,
    token_command: str,
    proxies: Mapping[str, str],
    *,
    signals: Collection[str] = (),
    keep_transcripts: timedelta | None = None,
) -> dict[str, object]:
    """Where the model is, how the token is read, how long records are kept: `--settings`.

    `proxies` is the server's environment: the gateway's host is added to its exceptions, so that
    no proxy of a repository's choice gets between.
    """
    host = urlsplit(gateway_url).hostname or ""
    known = proxies.get("NO_PROXY") or proxies.get("no_proxy") or ""
    exceptions = ",".join(part for part in (known, host) if part)
    return {
        "apiKeyHelper": token_command,
        "cleanupPeriodDays": _to_days(keep_transcripts),
        **({"otelHeadersHelper": _to_headers_command(token_command)} if signals else {}),
        "env": {
            **QUIET,
            **_telemetry(gateway_url, signals),
            "ANTHROPIC_BASE_URL": gateway_url,
            "ANTHROPIC_API_KEY": "",
            "ANTHROPIC_AUTH_TOKEN": "",
            "NO_PROXY": exceptions,
            "no_proxy": exceptions,
        },
        "permissions": {"defaultMode": "default"},
        "useAutoModeDuringPlan": False,
    }


def _to_days(keep: timedelta | None) -> int:
    """Whole days, and at least one: by none Claude Code takes no setting at all (2.1.330)."""
    return _FOR_EVER_DAYS if keep is None else max(1, math.ceil(keep / _DAY))


def _telemetry(gateway_url: str, signals: Collection[str]) -> dict[str, str]:
    """Variables with which Claude Code tells the gateway what it does; none without a signal."""
    if not signals:
        return {}
    variables = {
        "CLAUDE_CODE_ENABLE_TELEMETRY": "1",
        "OTEL_EXPORTER_OTLP_ENDPOINT": gateway_url,
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
    }
    for signal in SIGNALS:
        variables[f"OTEL_{signal.upper()}_EXPORTER"] = "otlp" if signal in signals else "none"
    if "traces" in signals:
        variables["CLAUDE_CODE_ENHANCED_TELEMETRY_BETA"] = "1"
    return variables


def _to_headers_command(token_command: str) -> str:
    """A shell command that prints the gateway's header as JSON."""
    return f"""printf '{{"Authorization": "Bearer %s"}}' "$({token_command})\""""


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
