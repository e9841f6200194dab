"""A collector of telemetry on loopback, and a gateway that tells it what it does."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio

from remote_claude_ext.core.secret import SecretRef
from remote_claude_ext.gateway.settings import GatewaySettings, TelemetrySettings
from tests.gateway.hub import RealHub
from tests.gateway.provider import Asked, Provider, Wire, provider
from tests.gateway.running import to_settings


async def take(wire: Wire, _asked: Asked) -> None:
    await wire.head("200 OK", "Content-Type: application/x-protobuf", "Content-Length: 0")


@pytest_asyncio.fixture
async def collector() -> AsyncIterator[Provider]:
    """Takes whatever is sent, and keeps it."""
    async with provider() as serving:
        serving.script = take
        yield serving


def to_told(folder: Path, hub: RealHub, upstream_url: str, collector: Provider) -> GatewaySettings:
    headers = SecretRef("literal", "x-tenant=canary-of-the-collector,x-other=2")
    telemetry = TelemetrySettings(endpoint=collector.url, headers=headers)
    return to_settings(folder, hub, upstream_url, telemetry=telemetry)


def plain(attributes: Any) -> dict[str, Any]:
    """Attributes of a protobuf message as a mapping."""
    found = {}
    for each in attributes:
        kind = each.value.WhichOneof("value")
        value = getattr(each.value, kind)
        found[each.key] = [v.string_value for v in value.values] if kind == "array_value" else value
    return found
