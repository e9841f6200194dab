"""The hub service's own pages: in the shell, with the navigation and the strings of the hub's."""

import json

from jinja2 import Environment, FileSystemLoader

from ..core.assets import CHART, STATIC_URL, TEMPLATES, version
from ..wire.sessions import User
from .settings import HubSettings

HUB_URL = "/hub/"


class Templates:
    """Pages as text; what they say of a person is given each time."""

    def __init__(self, settings: HubSettings) -> None:
        self._texts = json.loads((TEMPLATES / "texts.json").read_bytes())
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, auto_reload=False
        )
        self._environment.globals |= {
            "t": self._texts,
            "base_url": HUB_URL,
            "logout_url": f"{HUB_URL}logout",
            "own_static": STATIC_URL,
            "own_chart": CHART,
            "own_version": version(),
            "own_usage": f"{settings.prefix}usage",
            "own_isolation": f"{settings.prefix}admin",
            "own_resources": f"{settings.prefix}resources",
            "own_api": f"{settings.prefix}api/v1",
            "own_passwords": settings.own_passwords,
        }

    def render(self, name: str, user: User | None, **given: object) -> str:
        """A page for somebody; `script` names the strings that its script needs."""
        texts = self._texts.get(given.pop("script", ""), {})
        scopes = ("admin-ui",) if user and user.admin else ()
        return self._environment.get_template(name).render(
            user=user,
            parsed_scopes=scopes,
            t_json=json.dumps(texts).replace("<", "\\u003c"),
            **given,
        )
