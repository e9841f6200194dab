"""The few fields of the Messages API that the gateway reads or writes."""

import msgspec


class RequestHead(msgspec.Struct, frozen=True):
    """What the gateway must know of a request; the rest of the body is none of its business."""

    model: str
    max_tokens: object = None
    """Whatever the caller wrote there: the provider judges it."""
    speed: object = None
    """`fast` has prices of its own."""


class CacheCreation(msgspec.Struct, frozen=True):
    """Tokens written to the prompt cache, by how long they are kept."""

    ephemeral_5m_input_tokens: object = None
    ephemeral_1h_input_tokens: object = None


class ServerToolUse(msgspec.Struct, frozen=True):
    """Tools that the provider ran."""

    web_search_requests: object = None
    web_fetch_requests: object = None


class Usage(msgspec.Struct, frozen=True):
    """`usage` of an answer; a field that is absent says nothing.

    A provider may write anything into it: whoever counts looks at each field for itself, so that
    an odd one does not take the others along.
    """

    input_tokens: object = None
    output_tokens: object = None
    cache_creation_input_tokens: object = None
    cache_read_input_tokens: object = None
    cache_creation: CacheCreation | None = None
    server_tool_use: ServerToolUse | None = None
    speed: object = None
    inference_geo: object = None


class Message(msgspec.Struct, frozen=True):
    """A whole answer, or the one that `message_start` announces."""

    model: str | None = None
    usage: Usage | None = None


class StreamEvent(msgspec.Struct, frozen=True):
    """One event of a streamed answer."""

    type: str
    message: Message | None = None
    usage: Usage | None = None


class ErrorDetail(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong, in the API's words."""

    type: str
    message: str


class ErrorBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of every error of the API and of the gateway."""

    type: str = "error"
    error: ErrorDetail


class ModelInfo(msgspec.Struct, frozen=True, kw_only=True):
    """One model of `GET v1/models`."""

    type: str = "model"
    id: str
    display_name: str
    created_at: str


class ModelList(msgspec.Struct, frozen=True, kw_only=True):
    """The body of `GET v1/models`."""

    data: list[ModelInfo]
    first_id: str | None
    last_id: str | None
    has_more: bool = False
