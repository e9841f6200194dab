"""The hub service's own pages: in the shell, with the navigation and the strings of the hub's."""

from jinja2 import Environment, FileSystemLoader

from ..core.assets import CHART, STATIC_URL, TEMPLATES, version
from ..core.languages import all_texts
from ..core.sentences import say
from ..wire.sessions import User
from .settings import HubSettings

HUB_URL = "/hub/"


class Templates:
    """Pages as text; what they say of a person is given each time."""

    def __init__(self, settings: HubSettings) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, auto_reload=False
        )
        self._environment.globals |= {
            "languages": [(code, texts["language"]) for code, texts in all_texts().items()],
            "say": say,
            "base_url": HUB_URL,
            "logout_url": f"{HUB_URL}logout",
            "own_static": STATIC_URL,
            "own_chart": CHART,
            "own_version": version(),
            "own_inbox": f"{settings.prefix}inbox",
            "own_usage": f"{settings.prefix}usage",
            "own_audit": f"{settings.prefix}audit",
            "own_isolation": f"{settings.prefix}admin",
            "own_resources": f"{settings.prefix}resources",
            "own_api": f"{settings.prefix}api/v1",
            "own_passwords": settings.own_passwords,
        }

    def render(self, name: str, user: User | None, *, language: str, **given: object) -> str:
        """A page for somebody, in a language."""
        scopes = ("admin-ui",) if user and user.admin else ()
        texts = all_texts()[language]
        return self._environment.get_template(name).render(
            user=user, parsed_scopes=scopes, t=texts, language=language, **given
        )
