"""What is remembered of what happens, and who is told: usage, audit, logs, telemetry. Pure."""

from dataclasses import dataclass
from typing import Literal

from ..core.secret import SecretRef
from .kinds import Kind, setting

_DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What is remembered of requests to models."""

    keep_entries_seconds: int = setting(
        400 * _DAY_SECONDS,
        "keepEntries",
        Kind.DURATION,
        "How long single requests are kept, such as 90d; what their days came to stays.",
        least=2 * _DAY_SECONDS,
        most=3650 * _DAY_SECONDS,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """What is recorded of what people and Claude do."""

    audit: bool = setting(
        True,  # noqa: FBT003 (its default)
        "audit",
        Kind.FLAG,
        "Whether prompts, approvals, tool calls and what administrators do are recorded.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Logging:
    """What the gateway and the hub service write into their logs."""

    format: Literal["text", "json"] = setting(
        "text",
        "format",
        Kind.CHOICE,
        "How a line looks: text for people, json for programs.",
        choices=("text", "json"),
    )
    level: Literal["error", "warning", "info", "debug"] = setting(
        "warning",
        "level",
        Kind.CHOICE,
        "What is worth a line; info has one for each request.",
        choices=("error", "warning", "info", "debug"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Telemetry:
    """Where OpenTelemetry data goes."""

    otlp_endpoint: str | None = setting(
        None,
        "otlpEndpoint",
        Kind.URL,
        "A collector that takes OTLP over HTTP, such as http://127.0.0.1:4318; without it, none.",
    )
    headers: SecretRef | None = setting(  # noqa: RUF009 (it returns a field)
        None,
        "headers",
        Kind.SECRET,
        "Headers that it wants, as NAME=VALUE,NAME=VALUE; better as file:PATH or ${NAME}.",
    )
    sessions: tuple[str, ...] = setting(
        (),
        "sessions",
        Kind.NAMES,
        "What Claude Code in sessions tells it: any of metrics, logs, traces; empty: nothing.",
    )
