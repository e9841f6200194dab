"""Refusals of telemetry, which is passed on to a collector."""

from .errors import GatewayError
from .refusal import ANSWERED


class CollectorAwayError(GatewayError):
    """Telemetry cannot be passed on for the moment."""

    code = "collector_away"
    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The collector of telemetry cannot be reached: {reason}.",
            headers={"retry-after": "5"},
        )


class CollectorRefusedError(GatewayError):
    """The collector does not take the server's own headers."""

    code = "collector_refused"
    status = ANSWERED

    def __init__(self, status: int) -> None:
        super().__init__(
            f"The collector of telemetry refused this server with status {status}.",
            remedy="Whoever runs this server mends telemetry.headers.",
        )
