"""REST routes of the switches, for administrators."""

from http import HTTPStatus

from ...wire.freezes import Freezes, NewFreeze
from ..web import AdminHandler
from .service import Administrator


class FreezesHandler(AdminHandler):
    """`api/v1/freezes`."""

    is_for_pages = True

    async def get(self) -> None:
        """Everything that is frozen now."""
        self.answer(Freezes(items=await self.context.switches.find_all()))


class FreezeHandler(AdminHandler):
    """`api/v1/freezes/{id}`."""

    is_for_pages = True

    async def put(self, ident: str) -> None:
        """Freeze, or say another reason."""
        by = Administrator(name=self.caller.name, token=self.token, scopes=self.scopes)
        self.answer(await self.context.freezing.freeze(ident, self.body(NewFreeze), by))

    async def delete(self, ident: str) -> None:
        """Unfreeze."""
        await self.context.switches.unfreeze(ident, by=self.caller.name)
        self.set_status(HTTPStatus.NO_CONTENT)
