"""What a caller asks for, read from an address and bound to what the caller may see; pure."""

from collections.abc import Mapping
from datetime import date, timedelta

from ...core.errors import ForbiddenError, MalformedError
from ...ledger.model import Client
from ...ledger.rollup import By, UsageQuery

_MOST_DAYS = 1100
_DEFAULT_DAYS = 30
NAMES = ("user", "group", "model", "session", "client")


def to_query(asked: Mapping[str, str], whose: str | None, today: date) -> UsageQuery:
    """A query for totals: the last thirty days unless told otherwise.

    It is bound to what `to_user` allows.
    """
    last = _to_day(asked, "last") or today
    first = _to_day(asked, "first") or last - timedelta(days=_DEFAULT_DAYS - 1)
    if last < first:
        raise MalformedError("The last day is before the first one.")
    if (last - first).days >= _MOST_DAYS:
        raise MalformedError(
            f"These are {(last - first).days + 1} days; at most {_MOST_DAYS} are added up at once.",
            remedy="Ask for fewer days.",
        )
    wanted = {name: asked[name] for name in NAMES if name in asked}
    client = wanted.get("client")
    if client is not None and client not in set(Client):
        raise MalformedError(f"client has to be one of {', '.join(Client)}.")
    user = to_user(asked, whose)
    return UsageQuery(
        first=first,
        last=last,
        by=_to_by(asked.get("by", By.DAY)),
        **{**wanted, **({} if user is None else {"user": user})},
    )


def to_user(asked: Mapping[str, str], whose: str | None) -> str | None:
    """Whose usage it is about; None for everybody's.

    ForbiddenError where that is not `whose` alone; None may see everybody's.
    """
    user = asked.get("user")
    if whose is not None and user not in (None, whose):
        raise ForbiddenError(
            "Only administrators see the usage of others.",
            remedy="An administrator's token is made at /hub/token without a list of scopes.",
        )
    return user if whose is None else whose


def _to_by(text: str) -> tuple[By, ...]:
    names = dict.fromkeys(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in set(By)]
    if unknown:
        raise MalformedError(f"by has {unknown[0]!r}; there are {', '.join(By)}.")
    return tuple(By(name) for name in names)


def _to_day(asked: Mapping[str, str], name: str) -> date | None:
    text = asked.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MalformedError(f"{name} has to be a day such as 2026-11-28.") from None
