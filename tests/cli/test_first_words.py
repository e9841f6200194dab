"""What JupyterHub's extension says to the hub while it starts, it says a little later."""

import asyncio

from remote_claude_ext.cli.first_words import speak_later


def make() -> type:
    """A class as JupyterHub's, whose words are kept."""

    class Extension:
        said: list[str]

        def __init__(self) -> None:
            self.said = []

        async def check_hub_version(self) -> None:
            self.said.append("version")
            raise SystemExit(1)

        async def keep_activity_updated(self) -> None:
            self.said.append("activity")

    speak_later(Extension)
    return Extension


def test_a_start_waits_for_none_of_it_and_a_hub_that_is_away_ends_nothing() -> None:
    extension = make()()

    async def start() -> None:
        await extension.check_hub_version()
        activity = asyncio.create_task(extension.keep_activity_updated())
        await asyncio.sleep(0)
        assert extension.said == []
        await activity

    asyncio.run(start())
    assert extension.said == ["version", "activity"]
