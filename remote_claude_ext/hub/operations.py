"""What each route of the hub service takes and answers, for the OpenAPI document."""

from dataclasses import dataclass

from ..wire.approvals import OpenApprovals, WaitingApprovals
from ..wire.audit import AuditItems, AuditTurn, ToldEvents
from ..wire.budgets import (
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
from .audit.rules import NAMES as AUDIT_NAMES
from .usage.asking import NAMES


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
        path="metrics",
        verb="get",
        summary="Figures for Prometheus, for tokens with the scope `read:metrics`.",
        answers={200: None, 403: ErrorBody},
    ),
    Operation(
        path="lab",
        verb="get",
        summary="The digest of each part of JupyterLab's page that is here.",
        answers={200: Parts},
        is_public=True,
    ),
    Operation(
        path="lab/{id}",
        verb="get",
        summary="A file of a part: the part's digest, then the file's path in a session.",
        answers={200: None, 302: None, 404: ErrorBody},
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
        path="api/v1/approvals",
        verb="get",
        summary="All questions that wait for the caller, the oldest first.",
        answers={200: WaitingApprovals},
    ),
    Operation(
        path="api/v1/approvals",
        verb="post",
        summary="A session says all that waits in it.",
        body=OpenApprovals,
        answers={204: None, 400: ErrorBody, 409: ErrorBody, 413: ErrorBody},
    ),
    Operation(
        path="api/v1/sessions/{id}/conversations/{conversation}/approvals/{approval}",
        verb="post",
        summary="Answer a question; the session takes it as from the caller.",
        body=ApprovalAnswer,
        answers={200: SettledApproval, 404: ErrorBody, 409: ErrorBody, 424: ErrorBody},
    ),
    Operation(
        path="api/v1/audit",
        verb="get",
        summary="What was done, the newest first: the caller's, for administrators everybody's.",
        answers={200: AuditItems, 400: ErrorBody},
        queries=(*AUDIT_NAMES, "cursor", "limit"),
    ),
    Operation(
        path="api/v1/audit/turn",
        verb="get",
        summary="One turn, from its prompt to the cost of its requests.",
        answers={200: AuditTurn, 400: ErrorBody, 404: ErrorBody},
        queries=("user", "session", "conversation", "turn"),
    ),
    Operation(
        path="api/v1/audit/export",
        verb="get",
        summary="All of it with its hashes, as JSON lines or CSV.",
        answers={200: None, 400: ErrorBody},
        queries=("user", "session", "since", "until", "format"),
    ),
    Operation(
        path="api/v1/audit",
        verb="post",
        summary="A session reports what was done in it.",
        body=ToldEvents,
        answers={204: None, 400: ErrorBody, 413: ErrorBody, 503: ErrorBody},
    ),
    Operation(
        path="api/v1/budgets",
        verb="get",
        summary="The budgets that pay for the caller's requests, and what is left of each.",
        answers={200: Budgets},
    ),
    Operation(
        path="api/v1/budgets/requests",
        verb="get",
        summary="The caller's requests for more; for administrators everybody's that wait.",
        answers={200: BudgetRequests},
        queries=("waiting",),
    ),
    Operation(
        path="api/v1/budgets/requests",
        verb="post",
        summary="Ask for more of a budget until its period ends.",
        body=NewBudgetRequest,
        answers={201: BudgetRequest, 400: ErrorBody, 404: ErrorBody, 409: ErrorBody},
    ),
    Operation(
        path="api/v1/budgets/requests/{id}",
        verb="post",
        summary="Grant or decline; for administrators.",
        body=BudgetDecision,
        answers={200: BudgetRequest, 400: ErrorBody, 404: ErrorBody, 409: ErrorBody},
    ),
    Operation(
        path="api/v1/usage",
        verb="get",
        summary="What requests to models came to: the caller's, for administrators everybody's.",
        answers={200: UsageReport, 400: ErrorBody},
        queries=("first", "last", "by", *NAMES, "format"),
    ),
    Operation(
        path="api/v1/usage/entries",
        verb="get",
        summary="Single requests to models, the newest first.",
        answers={200: UsageItems, 400: ErrorBody},
        queries=("user", "cursor", "limit", "format"),
    ),
    Operation(
        path="api/v1/freezes",
        verb="get",
        summary="What is frozen now; for administrators.",
        answers={200: Freezes},
    ),
    Operation(
        path="api/v1/freezes/{id}",
        verb="put",
        summary="Freeze everyone, group:NAME, user:NAME or session:USER/NAME, URL-escaped.",
        body=NewFreeze,
        answers={200: Freeze, 400: ErrorBody, 404: ErrorBody, 409: ErrorBody},
    ),
    Operation(
        path="api/v1/freezes/{id}",
        verb="delete",
        summary="Release what is frozen.",
        answers={204: None, 404: ErrorBody},
    ),
    Operation(
        path="api/v1/posture",
        verb="post",
        summary="A session in a container says once a start whether it is closed.",
        body=NewPosture,
        answers={201: Posture, 400: ErrorBody, 409: ErrorBody},
    ),
    Operation(
        path="api/v1/postures",
        verb="get",
        summary="What each session found when it started last; for administrators.",
        answers={200: Postures},
    ),
    Operation(
        path="api/v1/resources",
        verb="post",
        summary="A session says what it takes of the machine.",
        body=NewResources,
        answers={201: Resources, 400: ErrorBody},
    ),
    Operation(
        path="api/v1/resources",
        verb="get",
        summary="What the caller's sessions took last, for administrators everybody's.",
        answers={200: ResourcesList},
    ),
    Operation(
        path="api/v1/openapi.json", verb="get", summary="This document.", answers={200: None}
    ),
)
