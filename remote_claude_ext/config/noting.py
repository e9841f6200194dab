"""Each request to the hub that does something is put down for the audit, with who sent it.

JupyterHub tells nobody what its routes do. So its base handler is told here what else happens when
a request is over.
"""

# mypy: disallow-untyped-calls=False
# JupyterHub has no types.

import logging
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import msgspec
from jupyterhub.handlers.base import BaseHandler

from ..wire.audit import AuditKind
from .deeds import Deeds
from .places import Places

_BASE: Any = BaseHandler
_log = logging.getLogger(__name__)
_done = _BASE.on_finish
_REDIRECT = 300
_WHAT: Mapping[tuple[str, str], AuditKind] = MappingProxyType(
    {
        ("DELETE", "users/U/servers/S"): AuditKind.SESSION_STOPPED,
        ("PUT", "people/U"): AuditKind.PERSON_ADDED,
        ("DELETE", "people/U"): AuditKind.PERSON_REMOVED,
        ("PUT", "people/U/password"): AuditKind.PERSON_PASSWORD,
        ("POST", "users/U"): AuditKind.PERSON_ADDED,
        ("DELETE", "users/U"): AuditKind.PERSON_REMOVED,
        ("POST", "users/U/tokens"): AuditKind.TOKEN_MADE,
        ("DELETE", "users/U/tokens/S"): AuditKind.TOKEN_REVOKED,
    }
)
_PATH = re.compile(r"/hub/api/(users|people)/([^/]+)(?:/(servers|tokens|password)(?:/([^/]+))?)?/?")


class _Wish(msgspec.Struct):
    remove: bool = False
    admin: bool = False
    note: str = ""


def to_deed(method: str, path: str, body: bytes) -> tuple[AuditKind, str, str | None, str] | None:
    """What a request does that went well: what, to whom, to which session or token, in which words.

    None for what nobody needs to know later.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    whose, user, what, name = found.groups()
    shape = f"{whose}/U" + (f"/{what}" if what else "") + ("/S" if name else "")
    kind = _WHAT.get((method, shape))
    if kind is None:
        return None
    wish = _to_wish(body)
    if kind is AuditKind.SESSION_STOPPED and wish.remove:
        kind = AuditKind.SESSION_DELETED
    words = wish.note if kind is AuditKind.TOKEN_MADE else "administrator" if wish.admin else ""
    return kind, unquote(user), None if name is None else unquote(name), words


def note_deeds(places: Places) -> None:
    """From now on each request to the hub that does something is put down."""
    deeds = Deeds(places)

    def on_finish(handler: Any) -> None:
        _done(handler)
        try:
            _note(deeds, handler)
        except Exception:  # noqa: BLE001 (whoever asked has no part in it)
            _log.exception(
                "%s %s is not in the audit", handler.request.method, handler.request.path
            )

    _BASE.on_finish = on_finish


def _note(deeds: Deeds, handler: Any) -> None:
    request, went_well = handler.request, handler.get_status() < _REDIRECT
    deed = to_deed(request.method, request.path, request.body) if went_well else None
    who = handler.current_user if deed else None
    if deed and who:
        kind, user, name, words = deed
        session = name if kind.startswith("session.") else None
        said = {"token": name or "", "note": words} if kind.startswith("token.") else {}
        said |= {"role": words} if kind is AuditKind.PERSON_ADDED and words else {}
        deeds.tell(kind, by=who.name, user=user, session=session, said=said)


def _to_wish(body: bytes) -> _Wish:
    try:
        return msgspec.json.decode(body or b"{}", type=_Wish)
    except msgspec.MsgspecError:
        return _Wish()
