"""Counts what callers ask in the last minute and at once, and refuses what is too much."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from ..core.clock import Clock
from ..core.rates import Bound, RateLimit, to_bounds
from ..ledger.model import Tokens
from .errors import TooFastError, TooManyAtOnceError
from .identity import Identity

WINDOW_SECONDS = 60.0
_GRACE_SECONDS = 1.0


@dataclass(slots=True)
class Window:
    """What one owner has asked: the moments and tokens of the last minute, and how many run."""

    requests: deque[float] = field(default_factory=deque)
    tokens: deque[tuple[float, int]] = field(default_factory=deque)
    token_sum: int = 0
    running: int = 0

    def forget(self, now: float) -> None:
        """Let go of what is a minute old."""
        since = now - WINDOW_SECONDS
        while self.requests and self.requests[0] <= since:
            self.requests.popleft()
        while self.tokens and self.tokens[0][0] <= since:
            self.token_sum -= self.tokens.popleft()[1]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be lost with it."""
        return not (self.requests or self.tokens or self.running)


class Taken:
    """One request that was let in. `tokens` is what it has come to, set before it ends."""

    def __init__(self, windows: dict[str, Window], headers: dict[str, str]) -> None:
        self.windows = windows
        self.headers = headers
        """What the caller is told of the nearest limits, in the provider's own terms."""
        self.tokens = Tokens()


class Rates:
    """The limits of one gateway process, which several processes do not share."""

    def __init__(self, limits: Sequence[RateLimit], clock: Clock) -> None:
        self._limits = tuple(limits)
        self._clock = clock
        self._windows: dict[str, Window] = {}
        self._left = asyncio.Event()

    async def take(self, caller: Identity) -> Taken:
        """Let a request in; whoever takes it calls `leave`. TooFastError where it is one too many.

        One too many at once waits a moment first: whoever asks one after the other sees an answer's
        end a little before it is counted as over.
        """
        if not self._limits:
            return Taken({}, {})
        deadline = self._clock.monotonic() + _GRACE_SECONDS
        while True:
            try:
                return self.enter(caller)
            except TooManyAtOnceError:
                if self._clock.monotonic() >= deadline:
                    raise
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._left.wait(), _GRACE_SECONDS)

    def enter(self, caller: Identity) -> Taken:
        """Let a request in, or raise a TooFastError."""
        now = self._clock.monotonic()
        bounds = to_bounds(self._limits, caller.name, caller.groups)
        bound_windows = [(bound, self._open(bound.owner, now)) for bound in bounds]
        for bound, window in bound_windows:
            _require_room(bound, window, now)
        windows = {bound.owner: window for bound, window in bound_windows}
        for window in windows.values():
            window.requests.append(now)
            window.running += 1
        return Taken(windows, _to_headers(bound_windows))

    def leave(self, taken: Taken) -> None:
        """It is over; its tokens count from now on."""
        if not self._limits:
            return
        now = self._clock.monotonic()
        tokens = taken.tokens
        count = tokens.input + tokens.output + tokens.cache_write_5m + tokens.cache_write_1h
        for window in taken.windows.values():
            window.running -= 1
            if count:
                window.tokens.append((now, count))
                window.token_sum += count
        self._left.set()
        self._left = asyncio.Event()
        self._tidy(now)

    def _open(self, owner: str, now: float) -> Window:
        window = self._windows.setdefault(owner, Window())
        window.forget(now)
        return window

    def _tidy(self, now: float) -> None:
        """Forget an owner who has been quiet; each end looks at the one who is there longest."""
        oldest = next(iter(self._windows), None)
        if oldest is not None:
            window = self._windows.pop(oldest)
            window.forget(now)
            if not window.is_empty:
                self._windows[oldest] = window


def _require_room(bound: Bound, window: Window, now: float) -> None:
    limit = bound.limit
    if limit.parallel is not None and window.running >= limit.parallel:
        raise TooManyAtOnceError(bound, "requests at once", limit.parallel, 1)
    if limit.requests is not None and len(window.requests) >= limit.requests:
        first = window.requests[len(window.requests) - limit.requests] if limit.requests else now
        seconds = first + WINDOW_SECONDS - now
        raise TooFastError(bound, "requests a minute", limit.requests, seconds)
    if limit.tokens is not None and window.token_sum >= limit.tokens:
        seconds = _until_below(window, limit.tokens, now)
        raise TooFastError(bound, "tokens a minute", limit.tokens, seconds)


def _until_below(window: Window, limit: int, now: float) -> float:
    left = window.token_sum
    for moment, count in window.tokens:
        left -= count
        if left < limit:
            return moment + WINDOW_SECONDS - now
    return WINDOW_SECONDS


def _to_headers(windows: Sequence[tuple[Bound, Window]]) -> dict[str, str]:
    """`anthropic-ratelimit-requests-…` and `-tokens-…` of the limit that is nearest."""
    told: dict[str, str] = {}
    kinds = {
        "requests": [(b.limit.requests, len(w.requests)) for b, w in windows],
        "tokens": [(b.limit.tokens, w.token_sum) for b, w in windows],
    }
    for kind, pairs in kinds.items():
        known = [(limit - used, limit) for limit, used in pairs if limit is not None]
        if known:
            left, limit = min(known)
            told[f"anthropic-ratelimit-{kind}-limit"] = str(limit)
            told[f"anthropic-ratelimit-{kind}-remaining"] = str(max(left, 0))
    return told
