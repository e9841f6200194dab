"""Passes Claude Code's own telemetry to the collector, with the verified identity on it.

Imported only where a collector is set.
"""

import asyncio
import logging
from collections.abc import Mapping

from .collector_errors import CollectorAwayError, CollectorRefusedError
from .errors import BadRequestError
from .http.errors import BrokenError, SilentError, UnreachableError
from .http.pool import Pool
from .identity import Identity
from .refusal import REFUSED
from .report import Receipt, Report
from .stamp import JSON, PROTOBUF, stamp

_log = logging.getLogger(__name__)

_SECONDS = 10
_MOST_AT_ONCE = 16
_MOST_ANSWER_BYTES = 64 * 1024
_SMALL_BYTES = 64 * 1024


class Telemetry:
    """One collector. It is waited for by whoever sends to it, and by nobody else."""

    def __init__(self, endpoint: str, headers: Mapping[str, str]) -> None:
        self._pool = Pool(endpoint)
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self._running = 0
        self._is_refused = False

    async def pass_on(self, report: Report, caller: Identity) -> Receipt:
        """Stamp it and pass it on.

        Raises:
            BadRequestError: It is no OTLP over HTTP.
            CollectorAwayError: It could not be passed on; sending it again may work.
            CollectorRefusedError: The server's own headers are wrong.
        """
        if report.content_type not in (JSON, PROTOBUF):
            raise BadRequestError(f"content-type: {PROTOBUF} or {JSON} is taken here.")
        if self._running >= _MOST_AT_ONCE:
            raise CollectorAwayError("too much is on its way to it")
        self._running += 1
        try:
            receipt = await self._send(report, await _to_stamped(report, caller))
        except CollectorRefusedError as error:
            if not self._is_refused:
                _log.error("%s %s", error.message, error.remedy)
            self._is_refused = True
            raise
        else:
            self._is_refused = False
            return receipt
        finally:
            self._running -= 1

    async def aclose(self) -> None:
        """Close the connections."""
        await self._pool.aclose()

    async def _send(self, report: Report, body: bytes) -> Receipt:
        headers = [*self._headers, (b"Content-Type", report.content_type.encode())]
        try:
            async with asyncio.timeout(_SECONDS):
                answer = await self._pool.ask("POST", f"/v1/{report.signal}", headers, body)
                try:
                    said = await answer.read(_MOST_ANSWER_BYTES)
                finally:
                    answer.close()
        except (TimeoutError, SilentError):
            raise CollectorAwayError(f"it did not answer within {_SECONDS} seconds") from None
        except UnreachableError as error:
            raise CollectorAwayError(error.reason) from None
        except BrokenError:
            raise CollectorAwayError("its answer broke off") from None
        if answer.status in REFUSED:
            raise CollectorRefusedError(answer.status)
        content_type = answer.headers.get("content-type", "application/octet-stream")
        return Receipt(status=answer.status, content_type=content_type, body=said)


async def _to_stamped(report: Report, caller: Identity) -> bytes:
    attributes: dict[str, str | list[str]] = {"enduser.id": caller.name}
    if caller.groups:
        attributes["remote_claude.groups"] = sorted(caller.groups)
    if caller.session is not None:
        attributes["remote_claude.session"] = caller.session
    given = (report.body, report.signal, report.content_type, attributes)
    try:
        if len(report.body) < _SMALL_BYTES:
            return stamp(*given)
        return await asyncio.to_thread(stamp, *given)
    except ValueError as error:
        raise BadRequestError(f"These are no {report.signal} in OTLP: {error}.") from None
