"""The page of people: an administrator lets others in, helps them in again, and stops things."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.admin_page import admin_page, look_at
from tests.support.hub import ADMIN, Installation
from tests.support.person import Person

SECONDS = 60
PAGE = "/hub/people"


@pytest.fixture
def page(browser: Browser, shared: Installation) -> Iterator[Page]:
    with admin_page(browser, shared, PAGE) as opened:
        yield opened


def row(page: Page, name: str) -> Locator:
    return page.locator(f"li[data-name='{name}']")


def handed_over(page: Page, name: str) -> str:
    """The password that the page shows once."""
    made = page.get_by_role("region", name=f"{name} signs in with this password")
    expect(made).to_be_visible()
    return made.locator("code").inner_text()


def signs_in(shared: Installation, name: str, password: str) -> bool:
    with Person(shared.url, name) as person:
        return bool(person.sign_in(password).url.path == "/hub/home")


def test_somebody_is_let_in_helped_in_again_and_removed(page: Page, shared: Installation) -> None:
    page.get_by_role("button", name="Add a person").click()
    page.keyboard.type("Newcomer")
    page.keyboard.press("Enter")
    first = handed_over(page, "newcomer")
    assert signs_in(shared, "newcomer", first)
    expect(row(page, "newcomer")).to_contain_text("not here yet")

    page.get_by_role("button", name="New password of newcomer").click()
    page.get_by_role("dialog").get_by_label("New password").fill("chosen by hand")
    page.keyboard.press("Enter")
    expect(page.locator("#password")).to_have_text("chosen by hand")
    assert not signs_in(shared, "newcomer", first)
    assert signs_in(shared, "newcomer", "chosen by hand")

    page.get_by_role("button", name="Remove newcomer").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(row(page, "newcomer")).to_have_count(0)
    assert not signs_in(shared, "newcomer", "chosen by hand")


def test_somebody_is_made_an_administrator_later_and_no_longer(
    page: Page, shared: Installation
) -> None:
    theirs = shared.login("bob")
    assert theirs.get(PAGE).status_code == httpx.codes.FORBIDDEN
    page.get_by_role("button", name="Make bob an administrator").click()
    look_at(page, "people-to-admin")
    page.get_by_role("dialog").get_by_role("button", name="Make administrator").click()
    expect(row(page, "bob")).to_contain_text("administrator")
    expect(page.get_by_role("status")).to_have_text("bob is an administrator now.")
    assert theirs.get(PAGE).status_code == httpx.codes.OK
    page.get_by_role("button", name="bob: no longer an administrator").click()
    page.keyboard.press("Escape")
    assert theirs.get(PAGE).status_code == httpx.codes.OK
    page.get_by_role("button", name="bob: no longer an administrator").click()
    page.get_by_role("dialog").get_by_role("button", name="No longer administrator").click()
    expect(page.get_by_role("button", name="Make bob an administrator")).to_be_visible()
    assert theirs.get(PAGE).status_code == httpx.codes.FORBIDDEN
    log = shared.places.logs.joinpath("hub.log").read_text()
    for action in ("admin", "no_admin"):
        assert f'audit {{"action": "{action}", "target": "user:bob", "by": "admin"' in log


@pytest.mark.parametrize(("switch", "action"), [("on", "admin"), ("off", "no_admin")])
def test_the_hub_follows_the_command_and_logs_it(
    shared: Installation, switch: str, action: str
) -> None:
    shared.command("user", "admin", "bob", switch)

    def follows() -> bool:
        is_admin: bool = shared.api("GET", "/user", user="bob").json()["admin"]
        return is_admin is (switch == "on")

    shared.wait_for(follows, SECONDS)
    said = f'audit {{"action": "{action}", "target": "user:bob", "by": "the command line"'
    assert said in shared.places.logs.joinpath("hub.log").read_text()


def test_whom_only_the_hub_knows_gets_a_password(page: Page, shared: Installation) -> None:
    shared.api("POST", "/users", json={"usernames": ["known"]}).raise_for_status()
    page.reload()
    expect(row(page, "known")).to_contain_text("cannot sign in")
    page.get_by_role("button", name="Password of known").click()
    page.get_by_role("dialog").get_by_role("button", name="Set a password").click()
    assert signs_in(shared, "known", handed_over(page, "known"))
    expect(row(page, "known")).not_to_contain_text("cannot sign in")


def test_sessions_of_others_are_found_by_their_names_and_stopped(
    page: Page, shared: Installation
) -> None:
    name = shared.start_session("Night shift", user="ada")
    page.reload()
    page.get_by_label("Find a person or a session").fill("night SHIFT")
    expect(page.locator("#rows > li")).to_have_count(1)
    row(page, "ada").locator("summary").click()
    page.get_by_role("button", name="Stop Night shift of ada").click()
    shared.wait_for(lambda: not shared.is_running(name, "ada"), SECONDS)
    expect(row(page, "ada").locator("summary")).to_be_visible()
    page.get_by_label("Find a person or a session").fill("nobody has this")
    expect(page.get_by_text("Nobody is called so")).to_be_visible()


def test_nobody_locks_himself_out(page: Page) -> None:
    expect(row(page, ADMIN)).to_contain_text("administrator")
    expect(row(page, ADMIN).get_by_role("button")).to_have_count(0)


def test_everyone_can_use_the_page_and_its_form(page: Page) -> None:
    look_at(page, "people")
    page.get_by_role("button", name="Add a person").click()
    expect(page.get_by_label("User name")).to_be_focused()
    # The form has the one button of this name while it is there.
    expect(page.get_by_role("button", name="Add a person")).to_have_count(1)
    look_at(page, "people-adding")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Add a person")).to_be_focused()
    expect(page.get_by_label("User name")).to_be_hidden()
    row(page, "ada").get_by_role("button", name="Remove ada").click()
    look_at(page, "people-removing")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PUT", "/eve"), ("PATCH", "/bob"), ("DELETE", "/bob"), ("PUT", "/bob/password")],
)
def test_only_who_administers_everybody_may_use_the_routes(
    shared: Installation, method: str, path: str
) -> None:
    part = shared.login().new_token(scopes=["admin:users!user=bob"])
    url = f"{shared.url}/hub/api/people{path}"
    for token in (shared.token("ada"), part, "made-up"):
        headers = {"Authorization": f"token {token}"}
        said = httpx.request(method, url, json={}, headers=headers)
        assert said.status_code == httpx.codes.FORBIDDEN, said.text
    assert shared.login("ada").get(PAGE).status_code == httpx.codes.FORBIDDEN


def test_an_administrator_keeps_the_own_account(shared: Installation) -> None:
    for method, path in (("DELETE", ADMIN), ("PUT", f"{ADMIN}/password")):
        said = shared.api(method, f"/people/{path}", json={})
        assert said.status_code == httpx.codes.CONFLICT, said.text
        assert "yourself" in said.json()["message"]
    said = shared.api("PATCH", f"/people/{ADMIN}", json={"admin": False})
    assert said.status_code == httpx.codes.CONFLICT, said.text
    assert "Another administrator" in said.json()["message"]
    assert shared.api("PATCH", "/people/bob", json={}).status_code == httpx.codes.BAD_REQUEST
    nobody = shared.api("PATCH", "/people/nobody", json={"admin": True})
    assert nobody.status_code == httpx.codes.NOT_FOUND
    short = shared.api("PUT", "/people/bob/password", json={"password": "short"})
    assert short.status_code == httpx.codes.BAD_REQUEST
    assert "needs 8" in short.json()["message"]
    assert shared.api("PUT", "/people/nobody/password").status_code == httpx.codes.NOT_FOUND
    odd = shared.api("PUT", "/people/No%20spaces", json={})
    assert odd.status_code == httpx.codes.BAD_REQUEST
    assert "cannot be a user's name" in odd.json()["message"]
    assert shared.api("PUT", "/people/bob", json={}).status_code == httpx.codes.CONFLICT
