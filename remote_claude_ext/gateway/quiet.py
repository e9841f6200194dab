"""Keeps what callers send out of the log of the HTTP server."""

import logging

from aiohttp.http_exceptions import HttpProcessingError

_log = logging.getLogger(__name__)


class _UnreadableFilter(logging.Filter):
    """Drops the trace of a request that is not HTTP: it quotes the header, and so the token."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record may be logged."""
        kind = record.exc_info[0] if record.exc_info else None
        return kind is None or not issubclass(kind, HttpProcessingError)


_log.addFilter(_UnreadableFilter())


def server_logger() -> logging.Logger:
    """The logger that the HTTP server gets."""
    return _log
