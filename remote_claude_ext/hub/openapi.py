"""The OpenAPI document of the routes that are there, from the wire types."""

from dataclasses import dataclass
from typing import Any

import msgspec

from .._version import __version__
from ..wire.errors import ErrorBody
from ..wire.sessions import NewSession, Session, Sessions, User

_REF = "#/components/schemas/{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One verb of one route."""

    path: str
    verb: str
    summary: str
    answers: dict[int, type | None]
    body: type | None = None
    queries: tuple[str, ...] = ()
    is_public: bool = False


OPERATIONS = (
    Operation(
        path="healthz",
        verb="get",
        summary="Whether the database is reachable and current.",
        answers={200: None, 503: ErrorBody},
        is_public=True,
    ),
    Operation(
        path="api/v1/auth/user", verb="get", summary="Who the caller is.", answers={200: User}
    ),
    Operation(
        path="api/v1/sessions",
        verb="get",
        summary="The caller's sessions, by name.",
        answers={200: Sessions},
        queries=("cursor", "limit"),
    ),
    Operation(
        path="api/v1/sessions",
        verb="post",
        summary="Make a session and, unless told otherwise, start it.",
        body=NewSession,
        answers={201: Session, 400: ErrorBody, 409: ErrorBody, 413: ErrorBody},
    ),
    Operation(
        path="api/v1/sessions/{id}",
        verb="get",
        summary="One session; its id is `user/name`, URL-escaped.",
        answers={200: Session, 404: ErrorBody},
    ),
    Operation(
        path="api/v1/sessions/{id}",
        verb="delete",
        summary="Delete a session: 204 when done, 202 while it is still stopping.",
        answers={202: None, 204: None, 404: ErrorBody},
    ),
    Operation(
        path="api/v1/openapi.json", verb="get", summary="This document.", answers={200: None}
    ),
)


def to_document(prefix: str) -> dict[str, Any]:
    """The whole document."""
    kinds = (User, Session, Sessions, NewSession, ErrorBody)
    _, schemas = msgspec.json.schema_components(
        kinds, schema_hook=lambda _: {"description": "Any value."}, ref_template=_REF
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault("/" + operation.path, {})[operation.verb] = _describe(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Remote Claude", "version": __version__},
        "servers": [{"url": prefix.rstrip("/")}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _describe(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "responses": {str(s): _answer(s, kind) for s, kind in operation.answers.items()},
    }
    parameters = [_parameter(name, "query") for name in operation.queries]
    if "{id}" in operation.path:
        parameters.append({**_parameter("id", "path"), "required": True})
    if parameters:
        described["parameters"] = parameters
    if operation.body:
        described["requestBody"] = {"content": _content(operation.body)}
    if operation.is_public:
        described["security"] = []
    else:
        described["responses"]["403"] = _answer(403, ErrorBody)
    return described


def _parameter(name: str, place: str) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": {"type": "string"}}


def _answer(status: int, kind: type | None) -> dict[str, Any]:
    described: dict[str, Any] = {"description": "Done." if status < 400 else "Refused."}  # noqa: PLR2004
    if kind:
        described["content"] = _content(kind)
    return described


def _content(kind: type) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(name=kind.__name__)}}}
