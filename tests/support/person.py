"""Somebody who is signed in, without a browser: cookies, XSRF, API tokens."""

import re
from types import TracebackType
from typing import Any, Self

import httpx

_WRITES = {"POST", "PUT", "PATCH", "DELETE"}
_FIELD = re.compile(r'name="_xsrf" value="([^"]+)"')


class Person:
    """An HTTP client with a person's login cookie; paths begin with a slash."""

    def __init__(self, url: str, name: str) -> None:
        self.name = name
        self.http = httpx.Client(
            base_url=url,
            trust_env=False,
            verify=False,  # noqa: S501 (loading certificates costs more than a request)
            follow_redirects=True,
            timeout=30,
        )

    def sign_in(self, password: str) -> httpx.Response:
        """Fill in the sign-in page."""
        page = self.http.get("/hub/login")
        found = _FIELD.search(page.text)
        assert found, f"no sign-in page: {page.status_code} {page.text[:500]}"
        form = {"username": self.name, "password": password, "_xsrf": found[1]}
        return self.http.post("/hub/login", params={"next": "/hub/home"}, data=form)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A request as a page of that path would make it."""
        headers = dict(more.pop("headers", None) or {})
        if method in _WRITES:
            headers.setdefault("X-XSRFToken", self.xsrf(path))
            headers.setdefault("Origin", str(self.http.base_url).rstrip("/"))
        return self.http.request(method, path, headers=headers, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        """GET."""
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """POST."""
        return self.request("POST", path, **more)

    def delete(self, path: str, **more: Any) -> httpx.Response:
        """DELETE."""
        return self.request("DELETE", path, **more)

    def xsrf(self, path: str) -> str:
        """The XSRF cookie that a browser would send with a request to this path."""
        fitting = [
            cookie
            for cookie in self.http.cookies.jar
            if cookie.name == "_xsrf" and path.startswith(cookie.path)
        ]
        best = max(fitting, key=lambda cookie: len(cookie.path), default=None)
        return (best.value or "") if best else ""

    def cookie_header(self, path: str) -> str:
        """The cookies that a browser would send with a request to this path."""
        fitting = [c for c in self.http.cookies.jar if path.startswith(c.path)]
        fitting.sort(key=lambda cookie: -len(cookie.path))
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in fitting)

    def new_token(self, **more: Any) -> str:
        """A fresh API token of this person, as made on the token page."""
        body = {"note": "test", **more}
        answer = self.post(f"/hub/api/users/{self.name}/tokens", json=body)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        token: str = answer.json()["token"]
        return token

    def close(self) -> None:
        """Close every connection."""
        self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
