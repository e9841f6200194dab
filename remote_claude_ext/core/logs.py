"""What a process logs: a line an event, as text or as JSON, without secrets."""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, TextIO

from .calls import find_call
from .clock import to_rfc3339
from .redact import redact

LogFormat = Literal["text", "json"]
LogLevel = Literal["error", "warning", "info", "debug"]
FIELDS = "fields"
"""The name in `extra` of what a line says for programs, beside its sentence."""


def set_up_logs(form: LogFormat, level: LogLevel, stream: TextIO | None = None) -> None:
    """Log from now on like this, whatever library logs; on standard error unless told otherwise."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)


def to_extra(fields: Mapping[str, object]) -> dict[str, object]:
    """What a line says for programs, as the `extra` of a logging call."""
    return {FIELDS: fields}


class TextLines(logging.Formatter):
    """Lines for people: when, how bad, what, and about which request."""

    def format(self, record: logging.LogRecord) -> str:
        """A line, and a trace below it where there is one."""
        about = " ".join(_to_fields().values())
        about = f" [{about}]" if about else ""
        text = "\n".join(part for part in (_to_message(record), _to_error(self, record)) if part)
        return f"{_to_time(record)} {record.levelname} {record.name}{about}: {redact(text)}"


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what is known of the request."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, object] = {
            "time": _to_time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(_to_message(record)),
            **_to_fields(),
        }
        given = getattr(record, FIELDS, None)
        for name, value in given.items() if isinstance(given, Mapping) else ():
            line.setdefault(name, redact(value) if isinstance(value, str) else value)
        if error := _to_error(self, record):
            line["error"] = redact(error)
        return json.dumps(line, ensure_ascii=False, default=str)


def _to_time(record: logging.LogRecord) -> str:
    return to_rfc3339(datetime.fromtimestamp(record.created, UTC))


def _to_message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # the arguments do not fit: say what there is
        return f"{record.msg} {record.args}"


def _to_error(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    parts = [formatter.formatException(record.exc_info) if record.exc_info else record.exc_text]
    parts.append(record.stack_info and formatter.formatStack(record.stack_info))
    return "\n".join(part for part in parts if part)


def _to_fields() -> dict[str, str]:
    """What is known of the request that is being answered."""
    call = find_call()
    if call is None:
        return {}
    known = {"trace_id": call.trace.trace_id, "user": call.user, "session": call.session}
    return {name: value for name, value in known.items() if value}
