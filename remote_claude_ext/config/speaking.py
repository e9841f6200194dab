"""Each page of the hub, JupyterHub's own and errors among them, in the language of who looks at it.

JupyterHub gives its templates the same variables for everybody, and lets a program add to them by
user, not by request. So its base handler is told here what else a page of this request gets.
"""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

from typing import Any

from jupyterhub.handlers.base import BaseHandler

from ..core.languages import COOKIE, Texts, all_texts, choose

_BASE: Any = BaseHandler
_without_language = _BASE.template_namespace.fget


def speak() -> None:
    """From now on; once more changes nothing."""
    _BASE.template_namespace = property(_namespace)


def language_of(handler: Any) -> str:
    """The language of who asks: chosen on a page, or what the browser likes best."""
    return choose(handler.get_cookie(COOKIE), handler.request.headers.get("Accept-Language"))


def texts_of(handler: Any) -> Texts:
    """The words of that language."""
    return all_texts()[language_of(handler)]


def _namespace(handler: Any) -> dict[str, Any]:
    given: dict[str, Any] = _without_language(handler)
    given |= given["in_language"][language_of(handler)]
    return given
