"""Puts the verified identity on OTLP bodies, in the place of what their sender claims; pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError, Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue

JSON = "application/json"
PROTOBUF = "application/x-protobuf"
Attributes = Mapping[str, str | Sequence[str]]

_CLAIMS = ("enduser.", "remote_claude.")
"""Names that nobody but us gives, wherever they stand."""
_SIGNALS: Mapping[str, tuple[type[Message], str, str]] = {
    "metrics": (ExportMetricsServiceRequest, "resource_metrics", "resourceMetrics"),
    "logs": (ExportLogsServiceRequest, "resource_logs", "resourceLogs"),
    "traces": (ExportTraceServiceRequest, "resource_spans", "resourceSpans"),
}


def stamp(body: bytes, signal: str, content_type: str, attributes: Attributes) -> bytes:
    """The body with these attributes on each resource, and with no others of their names.

    Raises:
        ValueError: It is no OTLP request of this signal.
    """
    return _STAMPS[content_type](body, signal, attributes)


def _stamp_protobuf(body: bytes, signal: str, attributes: Attributes) -> bytes:
    kind, name, _ = _SIGNALS[signal]
    request: Any = kind()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise ValueError(str(error)) from None
    # A reader with a newer protocol may find a claim where this one sees nothing.
    request.DiscardUnknownFields()
    if any(claim.encode() in body for claim in _CLAIMS):
        for owner in _walk(request):
            kept = [each for each in owner.attributes if not each.key.startswith(_CLAIMS)]
            del owner.attributes[:]
            owner.attributes.extend(kept)
    stamped = [KeyValue(key=key, value=_to_any(value)) for key, value in attributes.items()]
    for resource in getattr(request, name):
        resource.resource.attributes.extend(stamped)
    return bytes(request.SerializeToString())


def _walk(message: Message) -> Iterator[Any]:
    """Every part of a message that has attributes."""
    waiting: list[Message] = [message]
    while waiting:
        each = waiting.pop()
        if "attributes" in each.DESCRIPTOR.fields_by_name:
            yield each
        for field, value in each.ListFields():
            if field.type == FieldDescriptor.TYPE_MESSAGE and field.name != "attributes":
                waiting.extend([value] if isinstance(value, Message) else value)


def _to_any(value: str | Sequence[str]) -> AnyValue:
    if isinstance(value, str):
        return AnyValue(string_value=value)
    return AnyValue(array_value=ArrayValue(values=[_to_any(each) for each in value]))


def _stamp_json(body: bytes, signal: str, attributes: Attributes) -> bytes:
    _, other, name = _SIGNALS[signal]
    try:
        request = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if not isinstance(request, dict):
        raise ValueError("it is no object")  # noqa: TRY004 (what a caller sent, not a type)
    # Readers take both spellings; nothing else is passed on.
    resources = [*_to_list(request.get(name)), *_to_list(request.get(other))]
    for owner in _walk_json(resources):
        owner["attributes"] = [e for e in _to_list(owner["attributes"]) if not _is_claim(e)]
    stamped = [{"key": key, "value": _to_json_any(value)} for key, value in attributes.items()]
    for each in resources:
        if not isinstance(each, dict) or not isinstance(each.setdefault("resource", {}), dict):
            raise ValueError(f"{name} holds what is no resource")  # noqa: TRY004
        resource = each["resource"]
        resource["attributes"] = [*resource.get("attributes", []), *stamped]
    return msgspec.json.encode({name: resources})


def _walk_json(value: object) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if "attributes" in each:
                yield each
            waiting.extend(part for key, part in each.items() if key != "attributes")
        elif isinstance(each, list):
            waiting.extend(each)


def _is_claim(attribute: object) -> bool:
    key = attribute.get("key") if isinstance(attribute, dict) else None
    return not isinstance(key, str) or key.startswith(_CLAIMS)


def _to_list(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError("there is no list where one belongs")  # noqa: TRY004
    return value


def _to_json_any(value: str | Iterable[str]) -> dict[str, object]:
    if isinstance(value, str):
        return {"stringValue": value}
    return {"arrayValue": {"values": [_to_json_any(each) for each in value]}}


_STAMPS: Mapping[str, Callable[[bytes, str, Attributes], bytes]] = {
    JSON: _stamp_json,
    PROTOBUF: _stamp_protobuf,
}
