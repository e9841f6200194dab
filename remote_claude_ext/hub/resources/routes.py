"""REST routes of resources: a session tells what it takes; its person and administrators read."""

from http import HTTPStatus

from ...core.scopes import to_session
from ...wire.resources import NewResources
from ..web import CallerHandler


class ResourcesHandler(CallerHandler):
    """`api/v1/resources`."""

    async def get(self) -> None:
        """What the caller's sessions told last; for administrators everybody's."""
        user = None if self.acts_for_everybody else self.caller.name
        self.answer(await self.context.resources.find(user))

    async def post(self) -> None:
        """Take what a session takes; its token says which one it is."""
        told = await self.context.resources.take(
            self.caller.name, to_session(self.caller.name, self.scopes), self.body(NewResources)
        )
        self.answer(told, HTTPStatus.CREATED)
