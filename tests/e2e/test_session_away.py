"""A page whose session was stopped says so, and goes on by itself when it runs again."""

import psutil
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenDesk
from tests.support.browser import screenshot
from tests.support.hub import ADMIN, Installation, processes_below

pytestmark = pytest.mark.browser
SEEN_MS = 60_000
"""A page looks again after eight seconds at most, and a slow machine takes its time."""


def test_a_stopped_session_is_told_and_its_page_goes_on(
    open_desk: OpenDesk, installation: Installation
) -> None:
    name = installation.start_session("Away")
    desk = open_desk(path=installation.session_path(name))
    desk.ask("@@ say Before.")
    server = f"/users/{ADMIN}/servers/{name}"
    installation.api("DELETE", server).raise_for_status()
    banner = desk.page.locator(".rc-banner")
    expect(banner).to_contain_text("This session is not running.", timeout=SEEN_MS)
    desk.say("@@ say One.")
    desk.say("@@ say Two.")
    waits = desk.panel.get_by_role("status").filter(has_text="waits for the connection")
    expect(waits).to_have_count(2)
    screenshot(desk.page, "written-to-a-stopped-session")
    tops = {button.bounding_box()["y"] for button in banner.get_by_role("button").all()}  # type: ignore[index]
    assert len(tops) == 1, "its buttons stand in one line"
    installation.start_server(name)
    expect(banner).to_have_count(0, timeout=SEEN_MS)
    expect(desk.panel.get_by_role("alert")).to_have_count(0, timeout=SEEN_MS)
    desk.rest(3)
    expect(waits).to_have_count(0)
    desk.ask("@@ say After.")
    expect(desk.answers).to_contain_text(["Before.", "One.", "Two.", "After."])
    expect(desk.prompts).to_have_count(4)


def test_what_is_written_to_a_killed_server_goes_once_it_is_back(
    open_desk: OpenDesk, installation: Installation
) -> None:
    name = installation.start_session("Killed")
    desk = open_desk(path=installation.session_path(name))
    desk.ask("@@ say Before.")
    killed = server_of(installation, name)
    killed.kill()
    killed.wait(SEEN_MS / 1000)
    desk.say("@@ say One.")
    desk.say("@@ say Two.")
    waits = desk.panel.get_by_role("status").filter(has_text="waits for the connection")
    expect(waits).to_have_count(2, timeout=SEEN_MS)
    banner = desk.page.locator(".rc-banner")
    expect(banner).to_contain_text("This session is not running.", timeout=SEEN_MS)
    installation.start_server(name)
    desk.rest(3)
    expect(waits).to_have_count(0)
    expect(desk.answers).to_contain_text(["Before.", "One.", "Two."])
    expect(desk.prompts).to_have_count(3)


def test_a_page_that_missed_a_restart_goes_on(
    open_desk: OpenDesk, installation: Installation
) -> None:
    name = installation.start_session("Missed")
    desk = open_desk(path=installation.session_path(name))
    desk.ask("@@ say Before.")
    # As on a machine that sleeps: the page sees nothing until the server is another one.
    sleep = desk.page.context.new_cdp_session(desk.page)
    sleep.send("Debugger.enable")
    sleep.send("Debugger.pause")
    killed = server_of(installation, name)
    killed.kill()
    killed.wait(SEEN_MS / 1000)
    installation.wait_for(lambda: not installation.is_running(name), SEEN_MS / 1000)
    installation.start_server(name)
    installation.wait_for(lambda: installation.answers(name), SEEN_MS / 1000)
    sleep.send("Debugger.resume")
    desk.say("@@ say After.")
    desk.rest(2)
    expect(desk.answers).to_contain_text(["Before.", "After."])
    expect(desk.page.locator(".rc-banner")).to_have_count(0, timeout=SEEN_MS)


def server_of(installation: Installation, name: str) -> psutil.Process:
    """The process of a session's server."""
    prefix = f"{installation.session_path(name)}/"
    [found] = [
        process
        for process in processes_below(installation.places.data)
        if process.environ().get("JUPYTERHUB_SERVICE_PREFIX") == prefix
        and "remote_claude_ext.cli.singleuser" in " ".join(process.cmdline())
    ]
    return found


def test_a_stopped_session_is_started_from_its_own_page(
    open_desk: OpenDesk, installation: Installation
) -> None:
    name = installation.start_session("Woken")
    desk = open_desk(path=installation.session_path(name))
    installation.api("DELETE", f"/users/{ADMIN}/servers/{name}").raise_for_status()
    desk.page.locator(".rc-banner").get_by_role("button", name="Start it").click(timeout=SEEN_MS)
    desk.page.wait_for_url(f"**/hub/start/{name}")
    desk.page.get_by_role("button", name="Start", exact=True).click()
    desk.page.wait_for_url("**/lab**", timeout=SEEN_MS, wait_until="commit")
    desk.settle()
