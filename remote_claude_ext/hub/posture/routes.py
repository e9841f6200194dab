"""REST routes of postures: a session tells, an administrator reads."""

from http import HTTPStatus

from ...core.scopes import to_session
from ...wire.posture import NewPosture
from ..web import AdminHandler, CallerHandler


class NewPostureHandler(CallerHandler):
    """`api/v1/posture`."""

    async def post(self) -> None:
        """Take what a session found; its token says which one it is."""
        posture = await self.context.posture.take(
            self.caller.name,
            to_session(self.caller.name, self.scopes),
            self.body(NewPosture),
            start=self.token_id,
        )
        self.answer(posture, HTTPStatus.CREATED)


class PosturesHandler(AdminHandler):
    """`api/v1/postures`."""

    async def get(self) -> None:
        """What every session found when it started last."""
        self.answer(await self.context.posture.find_all())
