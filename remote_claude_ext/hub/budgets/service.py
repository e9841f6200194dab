"""How the budgets of a caller stand, and asking for more of them."""

from ...core.clock import Clock
from ...ledger.budget import Standing
from ...ledger.granting import Granting
from ...ledger.rules import BudgetRules
from ...ledger.service import LedgerService
from ...wire.budgets import (
    Budget,
    BudgetDecision,
    BudgetRequest,
    BudgetRequests,
    Budgets,
    NewBudgetRequest,
)
from ...wire.sessions import User


class BudgetService:
    """The budgets of one installation, as its people may see them."""

    def __init__(
        self,
        ledger: LedgerService,
        granting: Granting,
        rules: BudgetRules,
        clock: Clock,
        *,
        contact: str,
    ) -> None:
        self._ledger = ledger
        self._granting = granting
        self._rules = rules
        self._clock = clock
        self._contact = contact

    async def find(self, caller: User) -> Budgets:
        """Every budget that pays for a caller's requests, those of others in it as totals."""
        accounts = self._rules.accounts(caller.name, caller.groups, self._clock.now())
        standings = await self._ledger.standings(accounts) if accounts else []
        asked = await self._granting.latest(caller.name, accounts) if accounts else {}
        return Budgets(
            items=[_to_budget(each, asked.get(each.account)) for each in standings],
            contact=self._contact or None,
        )

    async def ask(self, caller: User, new: NewBudgetRequest) -> BudgetRequest:
        """Ask for more."""
        return await self._granting.ask(caller.name, caller.groups, new)

    async def requests(self, caller: User, *, waiting: bool) -> BudgetRequests:
        """The caller's own; or everybody's that wait."""
        granting = self._granting
        found = await (granting.waiting() if waiting else granting.own(caller.name))
        return BudgetRequests(items=found)

    async def decide(self, caller: User, ident: str, decision: BudgetDecision) -> BudgetRequest:
        """Grant or decline."""
        return await self._granting.decide(ident, decision, by=caller.name)


def _to_budget(standing: Standing, request: BudgetRequest | None) -> Budget:
    account = standing.account
    return Budget(
        whose=account.whose,
        name=account.name,
        period=account.period,
        hard=account.hard,
        limit_usd=standing.limit_usd,
        spent_usd=standing.spent_usd,
        reserved_usd=standing.reserved_usd,
        left_usd=standing.left_usd,
        resets_at=account.span.end,
        granted_usd=standing.granted_usd,
        request=request,
    )
