"""The usage page in a real browser: numbers and chart, by keyboard and aloud, narrow and dark."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Connection

from remote_claude_ext.core.ids import new_id
from remote_claude_ext.data.engine import WRITE, open_engine
from remote_claude_ext.ledger import running
from remote_claude_ext.ledger.model import (
    Client,
    GatewayProcess,
    Outcome,
    Tokens,
    UsageEnd,
    UsageEntry,
)
from tests.support.browser import Watch, screenshot
from tests.support.hub import Installation

pytestmark = pytest.mark.browser
USAGE = "/services/remote-claude/usage"
_DRAWN_SECONDS = 30
PEOPLE = {"uma": ("sonnet", "opus", "haiku"), "vic": ("sonnet",)}


def spend(connection: Connection, user: str, model: str, days: int, usd: Decimal) -> None:
    """One request that ended some days ago."""
    at = datetime.now(UTC) - timedelta(days=days)
    entry = UsageEntry(
        id=new_id(),
        user=user,
        session="billing-api-k3xq" if days % 3 else None,
        claude_session=None,
        agent=None,
        model=model,
        started_at=at,
        gateway=GatewayProcess(host="here", pid=1, started_at=at),
        groups=("data",) if user == "uma" else (),
        client=Client.PANEL if days % 3 else Client.LAPTOP,
    )
    end = UsageEnd(
        outcome=Outcome.COMPLETED if days % 5 else Outcome.FAILED,
        finished_at=at,
        latency=timedelta(seconds=2),
        model=model,
        tokens=Tokens(input=1200 + days, output=340, cache_read=9000),
        cost_usd=usd,
    )
    running.open_entry(connection, entry)
    running.close_entry(connection, entry.id, end)


@pytest.fixture(scope="module")
def spent(shared: Installation) -> Installation:
    """Uma and vic have asked on most of the last days."""
    engine = open_engine(f"sqlite:///{shared.places.database}")
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        for user, models in PEOPLE.items():
            for days in (1, 2, 4, 5, 7, 8, 11, 12, 13, 16, 21, 24):
                for place, model in enumerate(models):
                    usd = Decimal(days % 6 + 1) / (place + 2)
                    spend(connection, user, f"claude-{model}-5-5", days, round(usd, 6))
        spend(connection, "wim", "claude-opus-5-5", 0, Decimal(17))
        spend(connection, "xia", "claude-haiku-5-5", 0, Decimal("0.000108"))
    engine.dispose()
    for user in (*PEOPLE, "wim", "xia"):
        shared.add_user(user, f"{user}-password")
    return shared


@pytest.fixture(scope="module")
def context(browser: Browser, spent: Installation) -> Iterator[BrowserContext]:
    """A browser in which uma has signed in; nothing in it complains."""
    yield from signed_in(browser, spent, "uma", "uma-password")


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Her usage, drawn."""
    page = context.new_page()
    page.goto(USAGE)
    expect(page.locator("#total-requests")).to_have_text("36")
    yield page
    page.close()


def signed_in(
    browser: Browser, shared: Installation, name: str, password: str
) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=shared.url, viewport={"width": 1200, "height": 900})
    watch = Watch(context)
    page = context.new_page()
    page.goto(USAGE)
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{USAGE}")
    page.close()
    yield context
    assert watch.errors == []
    assert watch.foreign == []
    context.close()


def test_totals_table_and_chart_say_the_same(spent: Installation, page: Page) -> None:
    cost = page.locator("#total-cost").inner_text()
    rows = page.locator("#numbers tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("claude-sonnet-5-5")
    expect(page.locator("#numbers tfoot")).to_contain_text(cost)
    label = page.get_by_role("img", name=re.compile("Cost by day"))
    expect(label).to_have_attribute(
        "aria-label", re.compile(re.escape(f": {cost} in all, most on"))
    )
    expect(page.locator("#legend li")).to_have_count(3)
    expect(page.get_by_role("meter", name="You, a day")).to_have_attribute(
        "aria-valuetext", re.compile(r"^\$\d.* of \$20\.00$")
    )
    drawn = "document.querySelector('#chart').getContext('2d').getImageData(0, 0, 600, 240).data"
    # Not `wait_for_function`: where it looks twice, the page's own policy forbids that.
    spent.wait_for(lambda: page.evaluate(f"new Set({drawn}).size > 20"), _DRAWN_SECONDS)
    expect(page.locator("nav [aria-current=page]")).to_have_text("Usage")


def test_the_chart_of_a_small_sum_tells_its_lines_apart(
    browser: Browser, spent: Installation
) -> None:
    for context in signed_in(browser, spent, "xia", "xia-password"):
        page = context.new_page()
        page.goto(USAGE)
        expect(page.locator("#total-cost")).to_have_text("$0.0001")
        lines = "window.Chart?.getChart('chart')?.scales.y.ticks.map(one => one.label)"
        spent.wait_for(partial(page.evaluate, lines), _DRAWN_SECONDS)
        assert page.evaluate(lines) == ["$0.00000", "$0.00005", "$0.00010", "$0.00015"]


def test_rows_narrow_the_list_and_the_browsers_back_undoes_it(page: Page) -> None:
    page.get_by_role("link", name="claude-opus-5-5").click()
    expect(page.locator("#total-requests")).to_have_text("12")
    expect(page).to_have_url(re.compile(r"by=session&model=claude-opus-5-5$"))
    expect(page.locator("#numbers tbody th")).to_have_text(
        ["billing-api-k3xq", "Outside of sessions"]
    )
    page.get_by_role("link", name="Day", exact=True).click()
    expect(page.locator("#numbers tbody tr")).to_have_count(12)
    page.go_back()
    page.go_back()
    expect(page.locator("#total-requests")).to_have_text("36")
    page.get_by_role("link", name="7 days").click()
    expect(page.locator("#total-requests")).to_have_text("12")
    page.get_by_role("link", name="Own dates").click()
    page.get_by_label("From").fill("2020-01-01")
    page.get_by_label("To", exact=True).fill("2020-01-31")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing was asked in these days")).to_be_visible()
    page.reload()
    expect(page.get_by_label("From")).to_have_value("2020-01-01")


def test_the_chart_is_walked_with_the_arrow_keys_and_told_aloud(page: Page) -> None:
    page.locator("#chart").focus()
    page.keyboard.press("End")
    said = page.locator("#chart-said")
    expect(said).to_have_text(re.compile(r"^\w+, \w+ \d+: \$0\.00$"))
    page.keyboard.press("ArrowLeft")
    day = r": \$[\d.]+: claude-sonnet-5-5 \$[\d.]+, claude-opus-5-5 \$[\d.]+, claude-haiku-5-5"
    expect(said).to_have_text(re.compile(day))
    screenshot(page, "usage-walked")
    page.keyboard.press("Escape")
    expect(said).to_have_text("")


def test_files_have_what_is_shown(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as started:
        page.get_by_role("button", name="Download CSV").click()
    started.value.save_as(tmp_path / "usage.csv")
    rows = list(csv.DictReader((tmp_path / "usage.csv").read_text().splitlines()))
    assert sum(int(row["requests"]) for row in rows) == 36
    assert {row["model"] for row in rows} == {f"claude-{model}-5-5" for model in PEOPLE["uma"]}


def test_who_is_short_of_money_asks_and_an_administrator_who_sees_everybody_grants(
    browser: Browser, spent: Installation
) -> None:
    for context in signed_in(browser, spent, "wim", "wim-password"):
        page = context.new_page()
        page.goto(USAGE)
        page.get_by_role("button", name="Ask for more: You, a day").focus()
        page.keyboard.press("Enter")
        page.keyboard.type("5")
        page.keyboard.press("Tab")
        page.keyboard.type("The <b>demo</b> is at four")
        page.keyboard.press("Enter")
        expect(page.locator("#budgets")).to_contain_text("You asked for $5.00 more just now.")
        expect(page.get_by_role("button", name="Ask for more: You, a day")).to_have_count(0)
        for other in signed_in(browser, spent, "admin", spent.admin_password):
            grants(other.new_page())
        page.reload()
        expect(page.locator("#budgets")).to_contain_text("admin granted $5.00 more. “Until then”")
        expect(page.locator("#budgets")).to_contain_text("$17.00 of $25.00")


def grants(page: Page) -> None:
    page.goto(USAGE)
    section = page.get_by_role("region", name="Waiting for your answer")
    expect(section).to_contain_text("wim asks for $5.00 more of their own daily budget")
    expect(section).to_contain_text("The <b>demo</b> is at four")
    screenshot(page, "usage-waiting")
    section.get_by_label("A word to them").focus()
    page.keyboard.type("Until then")
    page.keyboard.press("Enter")
    expect(section).to_be_hidden()
    expect(page.locator("#said")).to_have_text("wim: admin granted $5.00 more. “Until then”")
    sees_everybody(page)


def sees_everybody(page: Page) -> None:
    page.goto(f"{USAGE}?by=user")
    page.get_by_role("link", name="vic", exact=True).click()
    expect(page.locator("#total-requests")).to_have_text("12")
    page.get_by_role("link", name=re.compile("Show all again: user vic")).click()
    page.get_by_role("link", name="Group", exact=True).click()
    page.get_by_role("link", name="data", exact=True).click()
    expect(page.locator("#total-requests")).to_have_text("36")


def test_no_other_page_of_this_origin_reads_it(
    browser: Browser, context: BrowserContext, spent: Installation
) -> None:
    other = browser.new_context(base_url=spent.url, storage_state=context.storage_state())
    page = other.new_page()
    page.goto("/hub/token")
    read = """async (path) => {
      const seen = [];
      for (const mode of ["cors", "same-origin", "no-cors"]) {
        const answer = await fetch(path, {mode}).catch(() => null);
        seen.push(answer ? await answer.text() : "");
      }
      return seen.join();
    }"""
    for path in (USAGE, f"{USAGE.removesuffix('usage')}api/v1/usage"):
        told = page.evaluate(read, path)
        assert told.count("not signed in") == 3
        assert "data-xsrf" not in told
        assert "cost_usd" not in told
    with other.expect_page() as opened:
        page.evaluate(f"window.other = window.open('{USAGE}'); null")
    expect(opened.value.locator("#total-requests")).to_have_text("36")
    assert page.evaluate("window.other.closed") is True, "it is out of the opener's reach"
    other.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_width_and_axe_finds_nothing(
    browser: Browser, context: BrowserContext, spent: Installation, scheme: str
) -> None:
    easy = browser.new_context(
        base_url=spent.url,
        storage_state=context.storage_state(),
        bypass_csp=True,  # axe writes styles of its own into the page
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = easy.new_page()
    overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    for width in (1200, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{USAGE}?model=claude-opus-5-5")
        expect(page.locator("#total-requests")).to_have_text("12")
        assert page.evaluate(overflow) is False
        screenshot(page, f"usage-{scheme}-{width}")
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found] == []
    easy.close()
