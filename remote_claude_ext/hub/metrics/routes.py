"""The route that Prometheus scrapes."""

from typing import Any

from ...core.errors import ForbiddenError
from ..web import CallerHandler

SCOPE = "read:metrics"


class MetricsHandler(CallerHandler):
    """`metrics`, for tokens of people and services that may read them."""

    async def get(self) -> None:
        """Everything that is counted."""
        text = await self.context.metrics.to_text()
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.write(text)

    def require_entry(self, model: dict[str, Any]) -> None:
        """One scope is enough, and no other is."""
        if SCOPE not in model.get("scopes", []):
            raise ForbiddenError(f"This needs a token with the scope {SCOPE}.")
