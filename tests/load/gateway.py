"""Figures of the gateway beside nginx, as ratios within one run: `python -m tests.load.gateway`.

Relays have the first core, callers and provider the last one. LiteLLM is beside them where the
variable LITELLM_VENV names a virtual environment that has `litellm[proxy]`. Names of parts measure
only these: `python -m tests.load.gateway single large`.
"""

import socket
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.load.caller import to_body
from tests.load.console import Part, run
from tests.load.relays import Relay, relays
from tests.load.table import Figure

_MIB = 2**20
_WARM = 50
_SMALL = 2_000
_LARGE = 200_000
_HELD = 200
_PER_SECOND = 50
_SECONDS = 5
_FLOOD_BYTES = 50_000_000
_SLOW_SECONDS = 4


def single(folder: Path, rounds: int) -> Iterator[Figure]:
    """One caller, one request after the other, 2 kB each."""
    yield from _ask_by_turns(folder, rounds, size=_SMALL, requests=500, name="2 kB")


def large(folder: Path, rounds: int) -> Iterator[Figure]:
    """The same with 200 kB, as a turn of Claude Code has."""
    yield from _ask_by_turns(folder, rounds, size=_LARGE, requests=200, name="200 kB")


def _ask_by_turns(
    folder: Path, rounds: int, *, size: int, requests: int, name: str
) -> Iterator[Figure]:
    ask = {"size": size, "requests": requests}
    with relays(folder, litellm=True) as (_, ways):
        first: dict[str, list[float]] = {way.name: [] for way in ways}
        used: dict[str, list[float]] = {way.name: [] for way in ways}
        for way in ways:
            way.call(**{**ask, "requests": _WARM})
        for _ in range(rounds):
            for way in ways:
                before = way.seconds()
                seen = way.call(**ask)
                first[way.name] += seen["first"]
                used[way.name].append(1000 * (way.seconds() - before) / requests)
    direct = statistics.median(first["direct"]) / 1000
    added = {one: statistics.median(first[one]) / 1000 - direct for one in first}
    for way in ways[1:]:
        if way.name == "LiteLLM":
            ours = "our gateway"
            yield _compare(f"{name}: first byte, added by {way.name}", added, way.name, ours)
            least = {one: min(seconds) for one, seconds in used.items()}
            yield _compare(f"{name}: CPU a request, {way.name}", least, way.name, ours)
            continue
        yield Figure(
            name=f"{name}: first byte, added by {way.name}",
            value=added[way.name],
            unit="ms",
            base=added.get("nginx"),
            than="nginx",
        )
        yield Figure(
            name=f"{name}: CPU a request, {way.name}",
            value=min(used[way.name]),
            unit="ms",
            base=min(used["nginx"]) if "nginx" in used else None,
            than="nginx",
        )


def _compare(name: str, values: dict[str, float], one: str, other: str) -> Figure:
    return Figure(name=name, value=values[one], unit="ms", base=values[other], than=other)


def streams(folder: Path, rounds: int) -> Iterator[Figure]:
    """64 streams, then 512, of 50 events a second each."""
    with relays(folder) as (_, ways):
        for count in (64, 512):
            seen: dict[str, dict[str, Any]] = {}
            for way in ways:
                before = way.seconds()
                seen[way.name] = way.call(
                    size=_SMALL,
                    query=f"deltas={_PER_SECOND * _SECONDS}&pace={_PER_SECOND}",
                    streams=count,
                )
                seen[way.name]["cpu"] = way.seconds() - before
            yield from _tell(count, ways, seen)


def _tell(count: int, ways: list[Relay], seen: dict[str, dict[str, Any]]) -> Iterator[Figure]:
    wanted = count * _PER_SECOND * _SECONDS
    for way in ways:
        delays, base = seen[way.name]["delays"], seen.get("nginx", {}).get("delays")
        lost = wanted - len(delays) + seen[way.name]["disordered"]
        yield Figure(name=f"{count} streams, {way.name}: lost or disordered", value=lost, unit="")
        for word, pick in (("median", statistics.median), ("99th percentile", _late)):
            yield Figure(
                name=f"{count} streams, {way.name}: delay of an event, {word}",
                value=pick(delays) / 1000,
                unit="ms",
                base=pick(base) / 1000 if base else None,
                than="nginx",
            )
        yield Figure(
            name=f"{count} streams, {way.name}: CPU for 1,000 events",
            value=1_000_000 * seen[way.name]["cpu"] / wanted,
            unit="ms",
        )


def memory(folder: Path, rounds: int) -> Iterator[Figure]:
    """At rest, and what an open stream takes."""
    with relays(folder) as (_, ways):
        for way in ways[1:]:
            way.call(size=_SMALL, requests=_WARM)
            rest = way.memory()
            with way.hold(size=_SMALL, query="silent=1", streams=_HELD):
                held = way.memory()
            yield Figure(name=f"memory at rest, {way.name}", value=rest / _MIB, unit="MiB")
            yield Figure(
                name=f"memory of an open stream, {way.name}",
                value=(held - rest) / _HELD / 1024,
                unit="kiB",
            )


def gone(folder: Path, rounds: int) -> Iterator[Figure]:
    """A caller goes while the provider is silent: until the provider's connection is closed."""
    with relays(folder) as (provider, ways):
        for way in ways:
            taken = []
            for _ in range(rounds):
                with way.hold(size=_SMALL, query="silent=1"):
                    time.sleep(0.3)
                    left = time.monotonic_ns()
                time.sleep(1)
                ago = int(httpx.get(f"{provider}/closed").text)
                closed = time.monotonic_ns() - ago
                taken.append((closed - left) / 1_000_000)
            yield Figure(
                name=f"caller gone, provider silent: cancelled after, {way.name}",
                value=max(0.0, statistics.median(taken)),
                unit="ms",
            )


def slow(folder: Path, rounds: int) -> Iterator[Figure]:
    """Somebody asks for 50 MB and reads none of it: how much the relay takes up meanwhile."""
    with relays(folder) as (_, ways):
        for way in ways[1:]:
            way.call(size=_SMALL, requests=_WARM)
            before = way.memory()
            with _deaf(way):
                time.sleep(_SLOW_SECONDS)
                grown = way.memory() - before
            yield Figure(
                name=f"memory for a 50 MB answer that nobody reads, {way.name}",
                value=grown / _MIB,
                unit="MiB",
            )


def _deaf(way: Relay) -> socket.socket:
    parts, body = urlsplit(way.url), to_body(_SMALL)
    lines = [
        f"POST {parts.path}/v1/messages?bytes={_FLOOD_BYTES} HTTP/1.1",
        f"Host: {parts.netloc}",
    ]
    lines += [f"{name}: {value}" for name, value in way.headers.items()]
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}", "", ""]
    caller = socket.create_connection((parts.hostname or "", parts.port or 0))
    caller.sendall("\r\n".join(lines).encode() + body)
    return caller


def _late(several: list[float]) -> float:
    return statistics.quantiles(several, n=100)[98]


def _apart(measure: Callable[[Path, int], Iterator[Figure]]) -> Part:
    """Each part in a folder of its own: all of them start the same programs."""

    def within(folder: Path, rounds: int) -> Iterator[Figure]:
        place = folder / measure.__name__
        place.mkdir()
        return measure(place, rounds)

    return within


PARTS: dict[str, Part] = {
    one.__name__: _apart(one) for one in (single, large, streams, memory, gone, slow)
}

if __name__ == "__main__":
    sys.exit(run("tests.load.gateway", __doc__, PARTS))
