"""REST routes of the caller's budgets, and of asking for more."""

from http import HTTPStatus

from ...core.errors import ForbiddenError, MalformedError
from ...wire.budgets import BudgetDecision, NewBudgetRequest
from ..web import AdminHandler, CallerHandler


class BudgetsHandler(CallerHandler):
    """`api/v1/budgets`."""

    async def get(self) -> None:
        """The caller's own, those of the caller's groups, and everyone's."""
        self.answer(await self.context.budgets.find(self.caller))


class BudgetRequestsHandler(CallerHandler):
    """`api/v1/budgets/requests`."""

    async def get(self) -> None:
        """The caller's own; with `waiting=everybody`, for administrators, all that wait."""
        whose = self.get_query_argument("waiting", "")
        if whose not in ("", "everybody"):
            raise MalformedError("waiting may only be everybody.")
        if whose and not self.acts_for_everybody:
            raise ForbiddenError("Only administrators see the requests of others.")
        found = await self.context.budgets.requests(self.caller, waiting=bool(whose))
        self.answer(found)

    async def post(self) -> None:
        """Ask for more."""
        request = await self.context.budgets.ask(self.caller, self.body(NewBudgetRequest))
        self.answer(request, HTTPStatus.CREATED)


class BudgetRequestHandler(AdminHandler):
    """`api/v1/budgets/requests/{id}`."""

    is_for_pages = True

    async def post(self, ident: str) -> None:
        """Grant or decline."""
        decision = self.body(BudgetDecision)
        self.answer(await self.context.budgets.decide(self.caller, ident, decision))
