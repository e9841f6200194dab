"""REST routes of usage, as JSON and as CSV."""

from ...core.errors import MalformedError
from ..web import CallerHandler, to_limit
from .convert import to_csv, to_entries_csv


class _UsageHandler(CallerHandler):
    """What both have in common."""

    def asked(self) -> dict[str, str]:
        """The query of the address; what is empty is not asked for."""
        names = self.request.query_arguments
        given = {name: self.get_query_argument(name) for name in names}
        return {name: value for name, value in given.items() if value}

    @property
    def whose(self) -> str | None:
        """Whose usage the caller may see; None for everybody's."""
        return None if self.acts_for_everybody else self.caller.name

    @property
    def wants_csv(self) -> bool:
        """Whether the answer shall be a file for spreadsheets."""
        wanted = self.get_query_argument("format", "json")
        if wanted not in ("json", "csv"):
            raise MalformedError("format has to be json or csv.")
        return wanted == "csv"

    def answer_csv(self, text: str, name: str) -> None:
        """Send a file."""
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.set_header("Content-Disposition", f'attachment; filename="{name}.csv"')
        self.write(text)


class UsageHandler(_UsageHandler):
    """`api/v1/usage`."""

    async def get(self) -> None:
        """Totals: of the caller, for administrators of everybody."""
        wants_csv = self.wants_csv
        report = await self.context.usage.find(self.asked(), self.whose)
        if wants_csv:
            self.answer_csv(to_csv(report), f"usage-{report.first}-{report.last}")
        else:
            self.answer(report)


class UsageEntriesHandler(_UsageHandler):
    """`api/v1/usage/entries`."""

    async def get(self) -> None:
        """Single requests, the newest first."""
        wants_csv = self.wants_csv
        limit = to_limit(self.get_query_argument("limit", "100"))
        page = await self.context.usage.entries(self.asked(), self.whose, limit)
        if wants_csv:
            self.answer_csv(to_entries_csv(page.items), "usage-entries")
        else:
            self.answer(page)
