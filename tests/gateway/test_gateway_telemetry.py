"""Claude Code's own telemetry on its way to a collector, with who it is of."""

import asyncio
import gzip
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from remote_claude_ext.gateway.stamp import JSON, PROTOBUF
from remote_claude_ext.session.claude.policy import gateway_settings
from tests.gateway.collecting import collector, plain, to_told
from tests.gateway.hub import RealHub
from tests.gateway.provider import Asked, Provider, Wire
from tests.gateway.running import running
from tests.gateway.test_gateway_refusals import read_error
from tests.support.claude import Claude
from tests.support.model import ScriptedModel, model

__all__ = ["collector", "model"]

KINDS = {
    "/v1/metrics": ExportMetricsServiceRequest,
    "/v1/logs": ExportLogsServiceRequest,
    "/v1/traces": ExportTraceServiceRequest,
}


def attribute(key: str, value: str = "claimed") -> KeyValue:
    return KeyValue(key=key, value=AnyValue(string_value=value))


def claiming() -> ExportLogsServiceRequest:
    """Log records whose sender says at every level that it is somebody else."""
    request = ExportLogsServiceRequest()
    resource = request.resource_logs.add()
    resource.resource.attributes.extend([attribute("enduser.id"), attribute("service.name")])
    scope = resource.scope_logs.add()
    scope.scope.attributes.append(attribute("remote_claude.session"))
    record = scope.log_records.add()
    record.attributes.extend([attribute("remote_claude.groups"), attribute("event.name")])
    record.body.string_value = "enduser.id is only mentioned"
    return request


@pytest.mark.asyncio
@pytest.mark.parametrize("form", [PROTOBUF, JSON])
async def test_telemetry_is_passed_on_with_the_verified_identity_instead_of_what_is_claimed(
    tmp_path: Path, hub: RealHub, upstream: Provider, collector: Provider, form: str
) -> None:
    body = claiming().SerializeToString() if form == PROTOBUF else json.dumps(CLAIMING_JSON)
    token = hub.session_token("gina", "two")
    headers = {"Content-Type": form}
    async with running(to_told(tmp_path, hub, upstream.url, collector)) as gateway:
        async with gateway.post(token, body, path="/v1/logs", headers=headers) as answer:
            assert answer.status == 200
        # It is authenticated and bounded like everything else, and nothing but OTLP is taken.
        async with gateway.post("no-token", body, path="/v1/logs", headers=headers) as answer:
            assert answer.status == 401
        async with gateway.post(token, BytesIO(b"x" * 5_000_000), path="/v1/logs") as answer:
            await read_error(answer, 413, "request_too_large")
        async with gateway.post(token, b"\xff{", path="/v1/logs", headers=headers) as answer:
            await read_error(answer, 400, "invalid_request_error")
        text = {"Content-Type": "text/plain"}
        async with gateway.post(token, b"", path="/v1/logs", headers=text) as answer:
            await read_error(answer, 400, "invalid_request_error")
    [asked] = collector.asked
    assert (asked.target, asked.headers["content-type"]) == ("/v1/logs", form)
    assert asked.headers["x-tenant"] == "canary-of-the-collector"
    assert "authorization" not in asked.headers
    if form == JSON:
        assert json.loads(asked.body) == STAMPED_JSON
        return
    [resource] = ExportLogsServiceRequest.FromString(asked.body).resource_logs
    assert plain(resource.resource.attributes) == {
        "service.name": "claimed",
        "enduser.id": "gina",
        "remote_claude.groups": ["data"],
        "remote_claude.session": "two",
    }
    [scope] = resource.scope_logs
    assert plain(scope.scope.attributes) == {}
    assert plain(scope.log_records[0].attributes) == {"event.name": "claimed"}
    assert scope.log_records[0].body.string_value == "enduser.id is only mentioned"


@pytest.mark.asyncio
async def test_telemetry_may_be_compressed_and_is_bounded_by_what_it_becomes(
    tmp_path: Path, hub: RealHub, upstream: Provider, collector: Provider
) -> None:
    token = hub.token("gina")
    headers = {"Content-Type": JSON, "Content-Encoding": "gzip"}
    packed = gzip.compress(json.dumps(CLAIMING_JSON).encode())
    bomb = gzip.compress(b"[" * 50_000_000)
    refused = [
        (bomb, "gzip", 413, "request_too_large"),
        (packed[:-9], "gzip", 400, "invalid_request_error"),
        (packed + packed, "gzip", 400, "invalid_request_error"),
        (b"{}", "gzip", 400, "invalid_request_error"),
        (packed, "gzip, gzip", 400, "invalid_request_error"),
        (packed, "br", 400, "invalid_request_error"),
    ]
    async with running(to_told(tmp_path, hub, upstream.url, collector)) as gateway:
        async with gateway.post(token, packed, path="/v1/logs", headers=headers) as answer:
            assert answer.status == 200
        for body, coding, status, kind in refused:
            given = {**headers, "Content-Encoding": coding}
            async with gateway.post(token, body, path="/v1/logs", headers=given) as answer:
                await read_error(answer, status, kind)
        # What goes to a provider is passed on as it came, and is counted before.
        async with gateway.post(token, packed, headers=headers) as answer:
            await read_error(answer, 400, "invalid_request_error")
    [asked] = [each for each in collector.asked if each.target == "/v1/logs"]
    assert "content-encoding" not in asked.headers
    assert json.loads(asked.body)["resourceLogs"][0]["resource"]["attributes"][1:] == [
        {"key": "enduser.id", "value": {"stringValue": "gina"}},
        *STAMPED_JSON["resourceLogs"][0]["resource"]["attributes"][2:3],
    ]


@pytest.mark.asyncio
async def test_a_collector_that_refuses_or_is_away_is_told_as_such(
    tmp_path: Path,
    hub: RealHub,
    upstream: Provider,
    collector: Provider,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def refuse(wire: Wire, _asked: Asked) -> None:
        await wire.head("401 Unauthorized", "Content-Length: 0")

    collector.script = refuse
    token, form = hub.token("alice"), {"Content-Type": PROTOBUF}
    async with running(to_told(tmp_path, hub, upstream.url, collector)) as gateway:
        for _ in range(2):
            async with gateway.post(token, b"", path="/v1/metrics", headers=form) as answer:
                assert "telemetry.headers" in await read_error(answer, 424, "api_error")
        await collector.stop()
        async with gateway.post(token, b"", path="/v1/metrics", headers=form) as answer:
            assert "cannot be reached" in await read_error(answer, 503, "api_error")
    assert caplog.text.count("mends telemetry.headers") == 1
    assert "canary" not in caplog.text


def of(*names: str) -> list[dict[str, Any]]:
    return [{"key": name, "value": {"stringValue": "claimed"}} for name in names]


CLAIMING_JSON = {
    # The spelling that readers take as well.
    "resource_logs": [
        {
            "resource": {"attributes": of("enduser.id", "service.name")},
            "scopeLogs": [{"logRecords": [{"attributes": of("remote_claude.x", "event.name")}]}],
        }
    ],
    "something": [{"attributes": of("enduser.id")}],
}
STAMPED_JSON = {
    "resourceLogs": [
        {
            "resource": {
                "attributes": [
                    *of("service.name"),
                    {"key": "enduser.id", "value": {"stringValue": "gina"}},
                    {
                        "key": "remote_claude.groups",
                        "value": {"arrayValue": {"values": [{"stringValue": "data"}]}},
                    },
                    {"key": "remote_claude.session", "value": {"stringValue": "two"}},
                ]
            },
            "scopeLogs": [{"logRecords": [{"attributes": of("event.name")}]}],
        }
    ]
}


@pytest.mark.asyncio
async def test_the_real_claude_tells_what_it_does_and_the_collector_learns_who_it_was(
    tmp_path: Path, hub: RealHub, model: ScriptedModel, collector: Provider
) -> None:
    token_file = tmp_path / "token"
    token_file.write_text(hub.session_token("gina", "two"))
    signals = ("metrics", "logs", "traces")
    async with running(to_told(tmp_path, hub, model.url, collector)) as gateway:
        told = gateway_settings(gateway.base_url, f"cat {token_file}", {}, signals=signals)
        claude = Claude(
            tmp_path / "claude", "http://127.0.0.1:9", extra={"ANTHROPIC_AUTH_TOKEN": ""}
        )
        given_ = ("--settings", json.dumps(told))
        done = await asyncio.to_thread(claude.ask, "hello", *given_)
        assert done.returncode == 0, done.stdout + done.stderr
    bodies: dict[str, list[Any]] = {path: [] for path in KINDS}
    for asked in collector.asked:
        bodies[asked.target].append(KINDS[asked.target].FromString(asked.body))
    of_claude: dict[str, list[dict[str, Any]]] = {}
    for path, field in (
        ("/v1/metrics", "resource_metrics"),
        ("/v1/logs", "resource_logs"),
        ("/v1/traces", "resource_spans"),
    ):
        every = [plain(r.resource.attributes) for b in bodies[path] for r in getattr(b, field)]
        of_claude[path] = [one for one in every if one["service.name"] == "claude-code"]
    for path, found in of_claude.items():
        assert found, f"nothing came for {path}"
        for one in found:
            assert one["enduser.id"] == "gina"
            assert one["remote_claude.session"] == "two"
            assert one["remote_claude.groups"] == ["data"]
    # What was said is nobody's business.
    assert b"hello" not in b"".join(asked.body for asked in collector.asked)
