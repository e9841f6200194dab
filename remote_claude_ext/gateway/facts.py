"""What a span and a log line say of a request, by OpenTelemetry's names where it has one; pure."""

from datetime import timedelta

from ..ledger.model import UsageEnd, UsageEntry

Facts = dict[str, str | int | float | bool | list[str]]


def to_facts(entry: UsageEntry, end: UsageEnd) -> Facts:
    """What is known of a request when it is over; what is not known is left out."""
    tokens = end.tokens
    facts: dict[str, str | int | float | None] = {
        "remote_claude.entry": entry.id,
        "remote_claude.client": entry.client,
        "remote_claude.claude_session": entry.claude_session,
        "remote_claude.agent": entry.agent,
        "remote_claude.outcome": end.outcome,
        "remote_claude.cost_usd": float(end.cost_usd),
        "remote_claude.first_byte_ms": _to_ms(end.first_byte),
        "remote_claude.latency_ms": _to_ms(end.latency),
        "remote_claude.request_id": end.request_id,
        "remote_claude.upstream_status": end.status,
        "remote_claude.web_searches": tokens.web_searches,
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": entry.model,
        "gen_ai.response.model": end.model,
        "gen_ai.usage.input_tokens": tokens.input,
        "gen_ai.usage.output_tokens": tokens.output,
        "gen_ai.usage.cache_read.input_tokens": tokens.cache_read,
        "gen_ai.usage.cache_creation.input_tokens": tokens.cache_write_5m + tokens.cache_write_1h,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _to_ms(duration: timedelta | None) -> float | None:
    return None if duration is None else round(duration.total_seconds() * 1000, 3)
