"""Log lines: what stands in them, and what never does."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest

from remote_claude_ext.core.calls import begin_call
from remote_claude_ext.core.logs import JsonLines, TextLines, set_up_logs, to_extra
from remote_claude_ext.core.redact import MASK, hide
from remote_claude_ext.core.spans import SilentSpan
from remote_claude_ext.core.trace import Trace

PLANTED = (
    "sk-ant-api03-canary0123456789",
    "a-providers-own-canary",
    "0123456789abcdef0123456789abcdef",
)
TRACE = "0af7651916cd43dd8448eb211c80319c"
Log = tuple[logging.Logger, Callable[[], str]]


@pytest.fixture(params=[JsonLines, TextLines])
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    """A logger that writes as the processes do, and what it has written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    logger = logging.getLogger("remote_claude_ext.planted")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, stream.getvalue
    logger.removeHandler(handler)
    logger.propagate = True


def fail(text: str) -> None:
    raise ValueError(text)


def test_no_secret_is_written_whatever_logs_it(log: Log) -> None:
    logger, written = log
    hide(PLANTED[1])
    headers = {"Authorization": "token canary-of-a-caller", "Cookie": "jupyterhub=canary-cookie"}
    for secret in PLANTED:
        logger.error("%s was refused", secret)
        logger.error("headers: %r", {"X-Api-Key": secret}, extra=to_extra({"key": secret}))
        try:
            fail(f"cannot send {secret}")
        except ValueError:
            logger.exception("It failed")
    logger.error("headers: %r, GET /?token=canary-in-an-address", headers)
    assert MASK in written()
    for canary in (*PLANTED, "canary"):
        assert canary not in written()
    assert "ValueError" in written()


def test_a_json_line_is_one_object_with_time_level_logger_message_and_request() -> None:
    begin_call(SilentSpan(Trace.read([f"00-{TRACE}-b7ad6b7169203331-01"]))).user = "ada"
    record = logging.makeLogRecord(
        {"name": "some.logger", "levelno": 30, "levelname": "WARNING", "created": 0.5}
    )
    record.msg, record.args = "two\nlines %d", (7,)
    record.__dict__.update(to_extra({"count": 1, "message": "other"}))
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "1970-01-01T00:00:00.500Z",
        "level": "warning",
        "logger": "some.logger",
        "message": "two\nlines 7",
        "trace_id": TRACE,
        "user": "ada",
        "count": 1,
    }
    text = TextLines().format(record)
    assert text.startswith(f"1970-01-01T00:00:00.500Z WARNING some.logger [{TRACE} ada]: two")


def test_arguments_that_do_not_fit_are_written_all_the_same() -> None:
    record = logging.makeLogRecord({"msg": "%d %d", "args": ("x",), "levelname": "ERROR"})
    assert "%d %d ('x',)" in TextLines().format(record)


def test_one_line_an_event_from_whatever_library(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:], logging.getLogger().level
    stream = io.StringIO()
    try:
        set_up_logs("json", "warning", stream)
        logging.getLogger("a.library").warning("once")
        logging.getLogger("a.library").info("not wanted")
    finally:
        logging.basicConfig(handlers=before[0], level=before[1], force=True)
    assert [json.loads(line)["message"] for line in stream.getvalue().splitlines()] == ["once"]
    assert capsys.readouterr().err == ""
