"""Usage for a caller: `whose` is the one name that the caller may see, None for every name."""

from collections.abc import Mapping
from datetime import datetime

from ...core.errors import MalformedError
from ...core.paging import from_cursor, to_cursor
from ...ledger.reports import UsageReports
from ...ledger.store import Place
from ...wire.usage import UsageItems, UsageReport
from .asking import to_query, to_user
from .convert import to_body, to_item

_MOST_LINES = 10_000


class UsageService:
    """The usage of one installation, as its people may see it."""

    def __init__(self, reports: UsageReports) -> None:
        self._reports = reports

    async def find(self, asked: Mapping[str, str], whose: str | None) -> UsageReport:
        """Totals, as the query of an address asks for them."""
        query = to_query(asked, whose, self._reports.today)
        report = await self._reports.find(query)
        if len(report.lines) > _MOST_LINES:
            raise MalformedError(
                f"These are {len(report.lines):,} lines; at most {_MOST_LINES:,} are told at once.",
                remedy="Ask for fewer days, or tell fewer things apart.",
            )
        return to_body(report, query, self._reports.zone)

    async def entries(self, asked: Mapping[str, str], whose: str | None, limit: int) -> UsageItems:
        """A page of single requests, the newest first."""
        after = _to_place(asked["cursor"]) if asked.get("cursor") else None
        records = await self._reports.entries(
            user=to_user(asked, whose), after=after, limit=limit + 1
        )
        page = records[:limit]
        following = None
        if len(records) > limit:
            last = page[-1].entry
            following = to_cursor(f"{last.started_at.isoformat()} {last.id}")
        return UsageItems(items=[to_item(record) for record in page], next=following)


def _to_place(cursor: str) -> Place:
    moment, _, ident = from_cursor(cursor).partition(" ")
    try:
        return datetime.fromisoformat(moment), ident
    except ValueError:
        raise MalformedError("This cursor is none of ours.") from None
