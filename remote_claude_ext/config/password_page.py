"""The page where people change their own password."""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

from typing import Any

from tornado import web

from ..core.errors import MalformedError
from .login import LocalAuthenticator, WaitError
from .pages import PageHandler
from .passwords import MIN_LENGTH


class PasswordHandler(PageHandler):
    """`/hub/password`: asks for the present password, then for the new one twice."""

    @web.authenticated
    async def get(self) -> None:
        """The empty form."""
        await self._show()

    @web.authenticated
    async def post(self) -> None:
        """Change it; every other browser of the user is signed out."""
        authenticator: LocalAuthenticator = self.authenticator
        user = self.current_user
        new = self.get_body_argument("new", "", strip=False)
        if new != self.get_body_argument("again", "", strip=False):
            await self._show(problem="different", status=400)
            return
        present = self.get_body_argument("present", "", strip=False)
        try:
            known = await authenticator.check(user.name, present, self)
        except WaitError as error:
            self.set_header("Retry-After", error.headers["Retry-After"])
            await self._show(problem="wait", status=error.status_code, wait=error.log_message)
            return
        if known is None:
            await self._show(problem="wrong", status=403)
            return
        try:
            await authenticator.change(user, new)
        except MalformedError:
            await self._show(problem="length", status=400)
            return
        self.set_login_cookie(user)
        await self._show(done=True)

    async def _show(self, *, problem: str = "", status: int = 200, **given: Any) -> None:
        self.set_status(status)
        given |= {"problem": problem, "min_length": MIN_LENGTH}
        self.finish(await self.render_template("password.html", **given))
