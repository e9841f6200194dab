"""What a conversation has used: running totals out of single messages; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ...core.money import ZERO, round_usd
from ...wire.frames import Tokens, Usage

DEFAULT_WINDOW = 200_000


def to_usd(value: object) -> Decimal:
    """A cost as Claude Code counts it (a float) as an exact amount."""
    return round_usd(Decimal(str(value))) if isinstance(value, int | float) else ZERO


def to_count(value: object) -> int:
    """A number of tokens; anything else is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def to_tokens(usage: Mapping[str, Any]) -> Tokens:
    """Tokens of one request, in the provider's words."""
    return Tokens(
        input=to_count(usage.get("input_tokens")),
        output=to_count(usage.get("output_tokens")),
        cache_read=to_count(usage.get("cache_read_input_tokens")),
        cache_creation=to_count(usage.get("cache_creation_input_tokens")),
    )


def from_models(models: Mapping[str, Any]) -> Tokens:
    """Tokens of a conversation over all its models, in Claude Code's words."""
    total = Tokens()
    for used in models.values():
        if isinstance(used, Mapping):
            total = add(
                total,
                Tokens(
                    input=to_count(used.get("inputTokens")),
                    output=to_count(used.get("outputTokens")),
                    cache_read=to_count(used.get("cacheReadInputTokens")),
                    cache_creation=to_count(used.get("cacheCreationInputTokens")),
                ),
            )
    return total


def add(one: Tokens, other: Tokens) -> Tokens:
    """The sum of two counts."""
    return Tokens(
        input=one.input + other.input,
        output=one.output + other.output,
        cache_read=one.cache_read + other.cache_read,
        cache_creation=one.cache_creation + other.cache_creation,
    )


@dataclass(slots=True)
class Meter:
    """Counts one conversation on from what its transcript says it had used."""

    tokens: Tokens = field(default_factory=Tokens)
    cost_usd: Decimal = ZERO
    context_used: int = 0
    context_size: int = 0
    _current: dict[str | None, Tokens] = field(default_factory=dict)

    @property
    def is_sized(self) -> bool:
        """Whether the size of the context is known: Claude Code tells it with each result."""
        return self.context_size > 0

    def begin(self, parent: str | None, usage: Mapping[str, Any]) -> None:
        """An answer begins: what went in is known."""
        self._current[parent] = to_tokens(usage)

    def end(self, parent: str | None, usage: Mapping[str, Any]) -> None:
        """The answer is whole: `usage` repeats or completes what was said at its beginning."""
        begun, final = self._current.pop(parent, Tokens()), to_tokens(usage)
        now = Tokens(
            input=final.input or begun.input,
            output=final.output,
            cache_read=final.cache_read or begun.cache_read,
            cache_creation=final.cache_creation or begun.cache_creation,
        )
        self.tokens = add(self.tokens, now)
        if parent is None:
            self.context_used = now.input + now.output + now.cache_read + now.cache_creation

    def settle(self, models: Mapping[str, Any], cost: object) -> None:
        """A result: Claude Code's own totals replace the count, side requests included."""
        if models:
            self.tokens = from_models(models)
        known = [m.get("contextWindow") for m in models.values() if isinstance(m, Mapping)]
        self.context_size = max(map(to_count, known), default=0) or self.context_size
        self.cost_usd = to_usd(cost) if cost is not None else self.cost_usd

    def reset(self) -> None:
        """`/clear`: Claude Code counts from nothing again, and so does this."""
        self.tokens, self.cost_usd, self.context_used = Tokens(), ZERO, 0

    def usage(self) -> Usage:
        """The totals as a frame."""
        return Usage(
            tokens=self.tokens,
            context_used=self.context_used,
            context_size=self.context_size or DEFAULT_WINDOW,
            cost_usd=self.cost_usd,
        )
