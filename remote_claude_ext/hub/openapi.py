"""The OpenAPI document of the routes that are there, from the wire types."""

import re
from typing import Any

import msgspec

from .._version import __version__
from ..wire.approvals import OpenApprovals, WaitingApprovals
from ..wire.audit import AuditItems, AuditTurn, ToldEvents
from ..wire.budgets import (
    Budget,
    BudgetDecision,
    BudgetRequest,
    BudgetRequests,
    Budgets,
    NewBudgetRequest,
)
from ..wire.chat import ApprovalAnswer, SettledApproval
from ..wire.desktop import Parts
from ..wire.errors import ErrorBody
from ..wire.freezes import Freeze, Freezes, NewFreeze
from ..wire.posture import NewPosture, Posture, Postures
from ..wire.resources import NewResources, Resources, ResourcesList
from ..wire.sessions import NewSession, Session, Sessions, User
from ..wire.usage import UsageItems, UsageReport
from .operations import OPERATIONS, Operation

_REF = "#/components/schemas/{name}"


def to_document(prefix: str) -> dict[str, Any]:
    """The whole document."""
    kinds = (
        *(User, Session, Sessions, NewSession, Budget, Budgets),
        *(BudgetRequest, BudgetRequests, NewBudgetRequest, BudgetDecision),
        *(UsageReport, UsageItems, Freeze, Freezes, NewFreeze, ErrorBody),
        *(Posture, Postures, NewPosture),
        *(Resources, ResourcesList, NewResources),
        *(WaitingApprovals, OpenApprovals, ApprovalAnswer, SettledApproval),
        *(ToldEvents, AuditItems, AuditTurn, Parts),
    )
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
    names = re.findall(r"\{(\w+)\}", operation.path)
    parameters += [{**_parameter(name, "path"), "required": True} for name in names]
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
