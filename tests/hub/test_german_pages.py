"""The hub's pages for somebody whose browser prefers German: nothing English is left, all fits."""

import re
from collections.abc import Iterator
from decimal import Decimal

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from remote_claude_ext.data.engine import WRITE, open_engine
from tests.hub import test_posture, test_resources, test_usage_page
from tests.support.browser import Watch, screenshot
from tests.support.hub import ADMIN, Installation
from tests.support.start_page import show_start
from tests.support.words import left_in_english, looks_right

pytestmark = pytest.mark.browser
STARTS = 60_000
SERVICE = "/services/remote-claude"


@pytest.fixture
def page(browser: Browser, shared: Installation) -> Iterator[Page]:
    """A page of a German browser, of which nothing complains."""
    context = browser.new_context(
        base_url=shared.url,
        locale="de-AT",
        viewport={"width": 1200, "height": 760},
        bypass_csp=True,  # axe writes styles of its own into the page
    )
    watch = Watch(context)
    yield context.new_page()
    refused = re.compile(r"status of (400|403|404|424|429|500 \(start\))")
    assert [error for error in watch.errors if not refused.search(error)] == []
    assert watch.foreign == []
    context.close()


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Benutzername").fill(name)
    page.get_by_label("Passwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden").click()


@pytest.fixture
def somebody(page: Page, shared: Installation, request: pytest.FixtureRequest) -> Page:
    """The page where a user of the test's own has signed in."""
    name = "g" + re.sub(r"[^a-z0-9]", "", request.node.name)[-20:]
    shared.add_user(name, "ein Passwort")
    page.goto("/")
    sign_in(page, name, "ein Passwort")
    expect(page.get_by_role("heading", name="Sitzungen", exact=True)).to_be_visible()
    return page


@pytest.fixture
def admin(page: Page, shared: Installation) -> Page:
    """The page where the administrator has signed in."""
    page.goto("/")
    sign_in(page, ADMIN, shared.admin_password)
    expect(page.get_by_role("heading", name="Sitzungen", exact=True)).to_be_visible()
    return page


def test_signing_in(page: Page) -> None:
    page.goto("/hub/login")
    looks_right(page, "sign-in")
    sign_in(page, "niemand", "falsch")
    expect(page.get_by_role("alert")).to_have_text("Benutzername oder Passwort ist falsch.")
    looks_right(page, "sign-in-wrong")
    for _ in range(5):
        sign_in(page, "niemand", "falsch")
    expect(page.get_by_role("alert")).to_have_text(re.compile(r"in \d+ Sekunden? wieder\.$"))
    assert left_in_english(page) == []


def test_a_session_from_its_name_to_its_end(somebody: Page) -> None:
    page = somebody
    looks_right(page, "home-empty")
    page.get_by_role("button", name="Neue Sitzung").first.click()
    page.get_by_text("Mit einem Repository beginnen").click()
    looks_right(page, "home-new")
    page.get_by_role("button", name="Anlegen").click()
    expect(page.get_by_role("alert")).to_contain_text("Geben Sie zuerst einen Namen")
    page.get_by_label("Name der neuen Sitzung").fill("Rechnungen")
    show_start(page)
    page.keyboard.press("Enter")
    page.get_by_label("Nachricht an Claude").fill("Hallo")  # so that the page waits
    assert left_in_english(page) == []
    start = page.get_by_role("region", name="Start der Sitzung")
    expect(start).to_contain_text("Läuft", timeout=STARTS)
    looks_right(page, "start")
    page.goto("/hub/home")
    row = page.locator("#sessions .row")
    expect(row).to_contain_text(re.compile("Läuft · (gerade eben|vor .+) benutzt"))
    row.get_by_label("Mehr zu Rechnungen").click()
    looks_right(page, "home-running")
    row.get_by_role("button", name="Beenden: Rechnungen").click()
    expect(row).to_contain_text("Beendet", timeout=STARTS)
    assert left_in_english(page) == []
    row.get_by_label("Mehr zu Rechnungen").click()
    row.get_by_role("button", name="Löschen").click()
    looks_right(page, "home-delete")
    page.get_by_role("dialog").get_by_role("button", name="Löschen").click()
    expect(page.get_by_role("heading", name="Kürzlich gelöscht")).to_be_visible(timeout=STARTS)
    expect(page.get_by_text("in 7 Tagen endgültig weg")).to_be_visible()
    looks_right(page, "home-deleted")


def test_a_repository_that_is_refused_and_one_that_cannot_be_cloned(somebody: Page) -> None:
    page = somebody
    page.get_by_role("button", name="Neue Sitzung").first.click()
    page.get_by_text("Mit einem Repository beginnen").click()
    address = page.locator("#new-url")
    address.fill("ssh://git.example.org/team/project.git")
    page.get_by_role("button", name="Anlegen").click()
    expect(page.get_by_role("alert")).to_contain_text("und diese Adresse ist anderer Art. Geben")
    address.fill("http://127.0.0.1:9/team/project.git")
    page.get_by_role("button", name="Anlegen").click()
    why = page.get_by_text("Die Sitzung konnte nicht starten. Ihr Repository http://127.0.0.1:9/")
    expect(why).to_contain_text("ist von dieser Sitzung aus nicht zu erreichen", timeout=STARTS)
    expect(why).to_have_attribute("lang", "de")
    looks_right(page, "start-failed")
    page.goto("/hub/home")
    expect(page.locator("#sessions .row .why p")).to_contain_text("Die Sitzung konnte nicht")
    looks_right(page, "home-failed")


def test_jupyterlab_begins_in_german_and_its_token_is_told_apart(somebody: Page) -> None:
    page = somebody
    page.get_by_role("button", name="Neue Sitzung").first.click()
    page.get_by_label("Name der neuen Sitzung").fill("Rechnungen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lab**", timeout=STARTS, wait_until="commit")
    expect(page.get_by_role("menuitem", name="Datei")).to_be_visible(timeout=STARTS)
    expect(page.get_by_label("Nachricht an Claude")).to_be_visible(timeout=STARTS)
    expect(page.get_by_text("# Dann neu starten.")).to_be_attached()
    screenshot(page, "german-lab")
    page.goto("/hub/token")
    theirs = page.get_by_role("list", name="Von Ihren Sitzungen")
    expect(theirs).to_contain_text("Rechnungen")
    theirs.get_by_text("Was es darf").click()
    expect(theirs).to_contain_text("access:services!service=claude-gateway")
    expect(page.get_by_role("heading", name="Ihre Token")).to_be_hidden()
    expect(page.get_by_text("Server at")).to_have_count(0)
    looks_right(page, "tokens-of-sessions")


def knows(shared: Installation, token: str) -> bool:
    """Whether this token is one of the hub's."""
    headers = {"Authorization": f"token {token}"}
    answer = httpx.get(f"{shared.url}/hub/api/user", headers=headers, trust_env=False)
    return answer.status_code == httpx.codes.OK


def ask_for_a_laptop(page: Page) -> None:
    """First with a scope that is none."""
    kind, listed = page.get_by_label("Was es darf"), page.get_by_label("Scopes")
    expect(listed).to_be_hidden()
    kind.select_option("Was Sie aufzählen")
    page.get_by_role("button", name="Token anlegen").click()
    expect(listed).to_be_focused()
    expect(page.locator("#made")).to_be_hidden()
    listed.fill("nichts!davon")
    page.get_by_role("button", name="Token anlegen").click()
    expect(page.locator("#problem")).to_contain_text("Das ging nicht")
    kind.select_option("Claude Code auf einem Laptop, sonst nichts")
    expect(listed).to_be_hidden()
    page.get_by_role("button", name="Token anlegen").click()


def test_tokens_are_made_shown_once_and_revoked(somebody: Page, shared: Installation) -> None:
    page = somebody
    page.get_by_role("link", name="Token", exact=True).click()
    page.get_by_label("Wofür es ist").fill("mein Laptop")
    page.get_by_label("Es endet").select_option("Nach einer Woche")
    ask_for_a_laptop(page)
    made = page.locator("#token")
    expect(made).to_have_text(re.compile(r"^\w{20,}$"))
    token = made.inner_text()
    looks_right(page, "tokens-made")
    assert knows(shared, token)
    page.reload()
    expect(made).to_be_hidden()
    mine = page.get_by_role("listitem").filter(has_text="mein Laptop")
    expect(mine).to_contain_text("endet: in 7 Tagen")
    mine.get_by_text("Was es darf").click()
    expect(mine).to_contain_text("access:services!service=claude-gateway")
    looks_right(page, "tokens")
    mine.get_by_role("button", name="Widerrufen").click()
    expect(mine).to_have_count(0)
    assert not knows(shared, token)


def test_what_one_does_now_and_then(somebody: Page) -> None:
    page = somebody
    page.goto("/hub/password")
    page.get_by_label("Bisheriges Passwort").fill("ein Passwort")
    page.get_by_label("Neues Passwort", exact=True).fill("ein neues Passwort")
    page.get_by_label("Neues Passwort noch einmal").fill("ein anderes")
    page.get_by_role("button", name="Passwort ändern").click()
    expect(page.get_by_role("alert")).to_contain_text("nicht gleich")
    looks_right(page, "password")
    page.goto(f"{SERVICE}/usage")
    expect(page.get_by_role("heading", name="In diesen Tagen wurde nichts gefragt")).to_be_visible()
    looks_right(page, "usage-empty")
    for address in ("/hub/nichts", f"{SERVICE}/admin"):
        page.goto(address)
        expect(page.get_by_role("link", name="Zu den Sitzungen").last).to_be_visible()
        looks_right(page, f"error-{address.rpartition('/')[2]}")


def test_what_was_used(page: Page, shared: Installation) -> None:
    shared.add_user("gerda", "ein Passwort")
    engine = open_engine(f"sqlite:///{shared.places.database}")
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        for days in (1, 2, 4):
            test_usage_page.spend(connection, "gerda", "claude-opus-5-5", days, Decimal("1.25"))
        test_usage_page.spend(connection, "gerda", "claude-opus-5-5", 0, Decimal(17))
    engine.dispose()
    page.goto(f"{SERVICE}/usage")
    sign_in(page, "gerda", "ein Passwort")
    for by in ("model", "day", "client"):
        page.goto(f"{SERVICE}/usage?by={by}&model=claude-opus-5-5")
        expect(page.locator("#total-cost")).to_have_text(re.compile(r"^20,75\s\$$"))
        expect(page.get_by_role("meter", name="Sie, am Tag")).to_be_visible()
        page.locator("#chart").focus()
        page.keyboard.press("End")
        expect(page.locator("#chart-said")).to_contain_text("17,00")
        assert left_in_english(page) == []
    page.get_by_role("button", name="Um mehr bitten").click()
    looks_right(page, "usage")


def test_what_administrators_see(admin: Page, shared: Installation) -> None:
    known = {"name": "system", "good": False, "said": "It can write to its root file system."}
    test_posture.tell(shared, test_posture.of_session(shared, "offen"), test_posture.BAD, known)
    test_resources.tell(shared, test_resources.of_session(shared, "halb"), memory_bytes=3 * 2**28)
    shared.add_user("zuletzt", "ein Passwort")
    page = admin
    page.get_by_role("link", name="Abschottung").click()
    expect(page.get_by_text(re.compile(r"Nicht abgeschottet: \d von \d")).first).to_be_visible()
    expect(page.get_by_text("Sie kann in ihr Wurzeldateisystem schreiben.")).to_be_visible()
    looks_right(page, "isolation")
    page.get_by_role("link", name="Auslastung").click()
    expect(page.get_by_text("768 MiB von 1 GiB")).to_be_visible()
    looks_right(page, "resources")
    page.get_by_role("link", name="Protokoll").click()
    page.get_by_label("Über", exact=True).press_sequentially("zuletzt\n")
    expect(page.get_by_text("Die Kommandozeile ließ zuletzt ein")).to_be_visible()
    looks_right(page, "audit")
    page.get_by_role("link", name="Personen", exact=True).click()
    expect(page.get_by_role("button", name="Neues Passwort für ada")).to_be_visible()
    looks_right(page, "people")
    page.get_by_role("link", name="seine eigene Verwaltung").click()
    expect(page.get_by_role("link", name="Personen")).to_have_attribute("aria-current", "page")
    assert page.evaluate("document.documentElement.lang") == "en", "JupyterHub's own page is"
    expect(page.locator("header")).to_have_attribute("lang", "de")
    screenshot(page, "german-admin")


def test_an_administrator_comes_to_somebody_elses_session(
    admin: Page, shared: Installation
) -> None:
    page, name = admin, shared.start_session("Besuch", user="ada")
    page.goto(f"/user/ada/{name}/lab")
    expect(page.get_by_role("heading", name="Zugang erlauben")).to_be_visible()
    looks_right(page, "oauth")
    page.get_by_role("button", name="Erlauben").click()
    page.wait_for_url("**/lab**", timeout=STARTS, wait_until="commit")
    page.goto("/hub/home")
    shared.api("DELETE", f"/users/ada/servers/{name}").raise_for_status()
    shared.wait_for(lambda: page.goto(f"/hub/user/ada/{name}/lab").status == 424, STARTS / 1000)
    expect(page.get_by_role("heading", name="Diese Sitzung läuft nicht")).to_be_visible()
    looks_right(page, "not-running")


def test_another_language_is_chosen_before_and_after_signing_in_and_kept(
    page: Page, shared: Installation
) -> None:
    shared.add_user("waehlerin", "ein Passwort")
    page.goto("/hub/login?next=%2Fhub%2Ftoken")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Deutsch").click()
    sign_in(page, "waehlerin", "ein Passwort")
    page.wait_for_url("**/hub/token")
    page.locator(".own-who summary").click()
    screenshot(page, "german-menu")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Make a token")).to_be_visible()
    page.goto(f"{SERVICE}/usage?period=7d")
    expect(page.get_by_role("heading", name="Usage")).to_be_visible()
    page.locator(".own-who summary").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Verbrauch")).to_be_visible()
    assert page.url.endswith("?period=7d")
    assert page.request.get("/hub/home").headers["vary"] == "Accept-Language, Cookie"
