"""Requests out of the bytes of a connection, within limits."""

from typing import TYPE_CHECKING

from httptools import HttpParserError, HttpRequestParser

from .errors import BodyBrokenError
from .fields import Headers, Pair
from .framing import MalformedError, require_one_meaning, require_plain
from .limits import Limits
from .request import Request

if TYPE_CHECKING:
    from .connection import Connection


class Incoming:
    """Tells its connection of heads and bodies as they come; the parser calls the `on_` methods."""

    __slots__ = (
        "_connection",
        "_head_bytes",
        "_is_fresh",
        "_limits",
        "_pairs",
        "_parser",
        "_target",
        "in_head",
        "is_last",
        "reading",
    )

    def __init__(self, connection: "Connection", limits: Limits) -> None:
        self._connection = connection
        self._limits = limits
        self._parser: HttpRequestParser | None = HttpRequestParser(self)
        self._target = b""
        self._pairs: list[Pair] = []
        self._head_bytes = 0
        self._is_fresh = False
        self.in_head = False
        """Whether a head has begun and not ended."""
        self.is_last = False
        """Whether the last request that came whole was to be the last one."""
        self.reading: Request | None = None
        """The request whose body comes."""

    def feed(self, data: bytes) -> None:
        """Take bytes; MalformedError where nothing can be understood from here on."""
        if self._parser is None:
            return
        self._is_fresh = False
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            raise MalformedError from None
        if self.in_head or self.reading is not None:
            # The parser keeps a head, a chunk's extension or a trailer that does not end.
            self._head_bytes += 0 if self._is_fresh else len(data)
            self._require_short_head()

    def close(self) -> None:
        """Nothing more comes; what came of a body goes at once, however long it is referred to."""
        self._parser = None
        request, self.reading = self.reading, None
        if request is not None:
            request.fail(BodyBrokenError())

    def on_message_begin(self) -> None:
        """A request begins."""
        self._target, self._pairs, self._head_bytes = b"", [], 0
        self.in_head = self._is_fresh = True
        self._connection.head_began()

    def on_url(self, url: bytes) -> None:
        """A piece of its target."""
        self._target += url
        self._head_bytes += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A line of its head, or one that follows a body and is passed over."""
        if self.in_head:
            self._pairs.append((name, value))
            self._head_bytes += len(name) + len(value) + 4
            if len(self._pairs) > self._limits.headers:  # a read may hold very many
                raise MalformedError

    def on_headers_complete(self) -> None:
        """Its head is complete."""
        parser = self._parser
        if parser is None:
            return
        self._require_short_head()
        version, headers = parser.get_http_version(), Headers(self._pairs)
        is_old = version == "1.0"
        require_plain(version, upgrades=parser.should_upgrade())
        require_one_meaning(headers, is_old=is_old)
        method, target = parser.get_method().decode(), self._target.decode("latin-1")
        request = Request(self._connection, method, target, headers, is_old=is_old)
        request.keeps = parser.should_keep_alive() and not is_old
        self.in_head, self._head_bytes = False, 0
        self._connection.take(request)
        self.reading = request

    def on_body(self, body: bytes) -> None:
        """A piece of its body."""
        request = self.reading
        if request is not None:
            self._head_bytes, self._is_fresh = 0, True
            request.feed(body)
            self._connection.body_came(request)

    def on_message_complete(self) -> None:
        """It has come to its end."""
        request, self.reading = self.reading, None
        if request is not None:
            request.finish()
            self.is_last = not request.keeps
            self._connection.body_ended(request)

    def _require_short_head(self) -> None:
        if self._head_bytes > self._limits.head_bytes:
            raise MalformedError
