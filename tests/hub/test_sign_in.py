"""Signing in with our own users: right, wrong, too often, changed, removed."""

import re
import secrets

import httpx
import pytest

from tests.support.hub import Installation
from tests.support.person import Person

FORM_ERROR = re.compile(r'id="login-error">([^<]+)<')


def try_to_sign_in(shared: Installation, name: str, password: str) -> httpx.Response:
    with Person(shared.url, name) as person:
        return person.sign_in(password)


def someone(shared: Installation) -> tuple[str, str]:
    """A user of the test's own, so that waits and changes touch nobody else."""
    name, password = f"u{secrets.token_hex(4)}", secrets.token_hex(8)
    shared.add_user(name, password)
    return name, password


def test_the_right_password_leads_to_the_home_page(shared: Installation) -> None:
    answer = try_to_sign_in(shared, *someone(shared))
    assert answer.url.path == "/hub/home"
    assert "No sessions yet" in answer.text


def test_a_wrong_password_and_an_unknown_name_are_told_alike(shared: Installation) -> None:
    name, _ = someone(shared)
    wrong = try_to_sign_in(shared, name, "not the password")
    unknown = try_to_sign_in(shared, "nobody-here", "not the password")
    assert wrong.status_code == unknown.status_code == httpx.codes.FORBIDDEN
    said = [FORM_ERROR.findall(answer.text) for answer in (wrong, unknown)]
    assert said == [["The user name or the password is wrong."]] * 2


@pytest.mark.parametrize("password", ["", "\0", "ü" * 40, "x" * 5000])
def test_strange_passwords_are_just_wrong(shared: Installation, password: str) -> None:
    name, _ = someone(shared)
    assert try_to_sign_in(shared, name, password).status_code == httpx.codes.FORBIDDEN


def test_too_many_wrong_passwords_have_to_wait_and_are_told_how_long(
    shared: Installation,
) -> None:
    name, password = someone(shared)
    answers = [try_to_sign_in(shared, name, "wrong") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    (said,) = FORM_ERROR.findall(answers[-1].text)
    assert re.fullmatch(r"Too many wrong passwords\. Try again in \d+ seconds?\.", said)
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert try_to_sign_in(shared, name, password).status_code == httpx.codes.TOO_MANY_REQUESTS
    assert try_to_sign_in(shared, *someone(shared)).status_code == httpx.codes.OK


def test_ones_own_password_is_changed_on_a_page_and_ends_other_logins(
    shared: Installation,
) -> None:
    name, password = someone(shared)
    with Person(shared.url, name) as here, Person(shared.url, name) as elsewhere:
        here.sign_in(password)
        elsewhere.sign_in(password)
        token = here.new_token()
        form = {"present": password, "new": "a better one", "again": "a better one"}
        done = here.post("/hub/password", data=form)
        assert "Your password is changed" in done.text
        assert here.get("/hub/home").url.path == "/hub/home"
        assert elsewhere.get("/hub/home").url.path == "/hub/login"
        kept = {"Authorization": f"token {token}"}
        assert elsewhere.get("/hub/api/user", headers=kept).status_code == httpx.codes.OK
    assert try_to_sign_in(shared, name, password).status_code == httpx.codes.FORBIDDEN
    assert try_to_sign_in(shared, name, "a better one").status_code == httpx.codes.OK


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"present": "not the password"}, "The present password is wrong."),
        ({"again": "another one"}, "The two new passwords are not the same."),
        ({"new": "short", "again": "short"}, "has to have 8 to 1024 characters"),
    ],
)
def test_a_password_is_not_changed_by_mistake(
    shared: Installation, change: dict[str, str], said: str
) -> None:
    name, password = someone(shared)
    with Person(shared.url, name) as person:
        person.sign_in(password)
        form = {"present": password, "new": "a better one", "again": "a better one"}
        answer = person.post("/hub/password", data=form | change)
        assert answer.status_code >= httpx.codes.BAD_REQUEST
        assert said in answer.text
    assert try_to_sign_in(shared, name, password).status_code == httpx.codes.OK


def test_a_password_cannot_be_changed_from_elsewhere(shared: Installation) -> None:
    name, password = someone(shared)
    with Person(shared.url, name) as person:
        person.sign_in(password)
        form = {"present": password, "new": "a better one", "again": "a better one"}
        answer = person.http.post("/hub/password", data=form)
        assert answer.status_code == httpx.codes.FORBIDDEN
    assert try_to_sign_in(shared, name, password).status_code == httpx.codes.OK


def test_a_password_set_on_the_command_line_ends_logins_but_not_tokens(
    shared: Installation,
) -> None:
    name, password = someone(shared)
    file = shared.data.parent / f"{name}.new"
    file.write_text("set by the operator")
    with Person(shared.url, name) as person:
        person.sign_in(password)
        token = person.new_token()
        shared.command("user", "passwd", name, "--password-file", str(file))
        shared.wait_for(lambda: person.get("/hub/home").url.path == "/hub/login", 30)
        header = {"Authorization": f"token {token}"}
        assert person.get("/hub/api/user", headers=header).status_code == httpx.codes.OK
    assert try_to_sign_in(shared, name, "set by the operator").status_code == httpx.codes.OK


def test_a_removed_user_is_out_at_once_tokens_included(shared: Installation) -> None:
    name, password = someone(shared)
    with Person(shared.url, name) as person:
        person.sign_in(password)
        header = {"Authorization": f"token {person.new_token()}"}
        shared.command("user", "remove", name)
        shared.wait_for(lambda: person.get("/hub/home").url.path == "/hub/login", 30)
        answer = person.get("/hub/api/user", headers=header)
        assert answer.status_code == httpx.codes.FORBIDDEN


def test_signing_out_ends_the_login(shared: Installation) -> None:
    name, password = someone(shared)
    with Person(shared.url, name) as person:
        person.sign_in(password)
        person.get("/hub/logout")
        assert person.get("/hub/home").url.path == "/hub/login"


def test_login_cookies_are_not_for_scripts_and_other_sites(shared: Installation) -> None:
    name, password = someone(shared)
    with Person(shared.url, name) as person:
        (first, *_) = person.sign_in(password).history
    (login,) = [c for c in first.headers.get_list("set-cookie") if "hub-login" in c]
    assert "HttpOnly" in login
    assert "SameSite=Lax" in login


def test_only_administrators_are_administrators(shared: Installation) -> None:
    assert shared.api("GET", "/users", user="admin").status_code == httpx.codes.OK
    assert shared.api("GET", "/users", user="ada").status_code == httpx.codes.FORBIDDEN
    assert "/hub/people" in shared.login("admin").get("/hub/home").text
    assert "/hub/people" not in shared.login("ada", "ada-password").get("/hub/home").text
