"""The collector of an installation: what is told to it, and by which libraries."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from ..core.errors import RemoteClaudeError
from ..core.redact import hide
from ..core.spans import SilentTracer, Tracer
from .keys import KeyRing
from .settings import TelemetrySettings

if TYPE_CHECKING:
    from .telemetry import Telemetry


class NoTelemetryLibraryError(RemoteClaudeError):
    """A collector is set, and the libraries that talk to it are not installed."""

    code = "no_telemetry_library"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"telemetry.otlpEndpoint is set, and the Python package for it is missing: {name}.",
            remedy="Install them: pip install 'remote-claude[telemetry]'.",
        )


def open_collector(
    settings: TelemetrySettings | None, ring: KeyRing
) -> "tuple[Tracer, Telemetry | None]":
    """What records spans, and what passes telemetry on; nothing is loaded where none is set."""
    if settings is None:
        return SilentTracer(), None
    headers = to_headers(ring.take(settings.headers, "telemetry.headers").read() or "")
    endpoint = settings.endpoint.rstrip("/")
    try:
        from .otel import OtelTracer  # noqa: PLC0415 (megabytes that most do not need)
        from .telemetry import Telemetry  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise NoTelemetryLibraryError(error.name or "opentelemetry") from None
    return OtelTracer(endpoint, headers), Telemetry(endpoint, headers)


def to_headers(text: str) -> Mapping[str, str]:
    """`NAME=VALUE,NAME=VALUE` as headers; the values are secrets from now on."""
    headers: dict[str, str] = {}
    for pair in text.split(","):
        with suppress(ValueError):  # an empty part
            name, value = pair.split("=", 1)
            headers[name.strip()] = value.strip()
    for value in headers.values():
        hide(value)
    return headers
