"""Who may not come in: each kind of caller with the headers and the query that it would send."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.product.room import PASSWORDS
from tests.support.hub import Installation
from tests.support.person import Person

FOREIGN = "http://127.0.0.1.example.org"
_UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Headers and query of somebody; with a person, the cookies that fit the path."""

    name: str
    headers: tuple[tuple[str, str], ...] = ()
    query: str = ""
    person: Person | None = None

    def sends(self, path: str, *, is_socket: bool = False) -> dict[str, str]:
        """The headers of a request to a path."""
        headers = dict(self.headers) | (_UPGRADE if is_socket else {})
        if self.person is not None:
            headers |= {
                "Cookie": self.person.cookie_header(path),
                "X-XSRFToken": self.person.xsrf(path),
            }
        return headers


def unknown(installation: Installation) -> Iterator[Caller]:
    """Callers whom nothing lets in, whatever they ask for."""
    yield Caller(name="anonymous")
    yield Caller(name="made-up token", headers=_token("0123456789abcdef0123456789abcdef"))
    yield Caller(name="no scheme", headers=(("Authorization", installation.token("ada")),))
    for name, token in (("expired", expired(installation)), ("revoked", revoked(installation))):
        yield Caller(name=f"{name} token", headers=_token(token))
    yield Caller(name="token in the query", query=f"?token={installation.token('ada')}")


def another(installation: Installation) -> Caller:
    """Another user with a good token."""
    return Caller(name="another user", headers=_token(installation.token("bob")))


def foreign_page(installation: Installation) -> Caller:
    """A page of another site in the browser of somebody who has signed in."""
    person = installation.login("ada", PASSWORDS["ada"])
    return Caller(name="foreign page", headers=(("Origin", FOREIGN),), person=person)


def expired(installation: Installation) -> str:
    """A token of ada's whose time is over; no service has seen it before."""
    token = installation.login("ada", PASSWORDS["ada"]).new_token(expires_in=1)
    installation.wait_for(lambda: not _is_known(installation, token), 20)
    return token


def revoked(installation: Installation) -> str:
    """A token of ada's that she took back; no service has seen it before."""
    person = installation.login("ada", PASSWORDS["ada"])
    made = person.post("/hub/api/users/ada/tokens", json={"note": "short"}).json()
    gone = person.delete(f"/hub/api/users/ada/tokens/{made['id']}")
    assert gone.status_code == 204, gone.text
    return str(made["token"])


def _token(token: str) -> tuple[tuple[str, str], ...]:
    return (("Authorization", f"token {token}"),)


def _is_known(installation: Installation, token: str) -> bool:
    with Person(installation.url, "nobody") as person:
        answer = person.http.get("/hub/api/user", headers=dict(_token(token)))
    return answer.status_code == 200
