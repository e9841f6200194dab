"""The route that searches: what it answers, to whom, and whatever one types."""

import pytest

from remote_claude_ext.session.history.rules import to_expression, to_pieces
from remote_claude_ext.wire.history import Piece
from tests.support.session import SessionServer
from tests.support.stream import RefusedError, SessionClient


async def hits(client: SessionClient, query: str, **more: str) -> list[dict[str, object]]:
    found = await client.call("GET", "history", params={"q": query, **more})
    return list(found["items"])


async def said(client: SessionClient, text: str, title: str) -> str:
    """A conversation in which Claude says this."""
    conversation = await client.create(title=title)
    async with client.stream(conversation) as stream:
        await client.post(conversation, f"@@ say {text}")
        await stream.kind("turn.finished")
    return conversation


@pytest.mark.asyncio
async def test_what_was_said_is_found_and_deleted_and_restored_with_its_conversation(
    session: SessionServer,
) -> None:
    async with session.client() as client:
        one = await said(client, "A mulberry hedge.", "Hedges")
        other = await said(client, "Mulberries, too.", "Trees")
        prompt, reply = (await hits(client, "mulberr"))[1::-1]
        assert [prompt["kind"], reply["kind"]] == ["message", "text"]
        assert (reply["conversation"], reply["title"], reply["by"]) == (other, "Trees", None)
        assert prompt["by"]
        assert reply["snippet"] == [{"text": "Mulberries", "marked": True}, {"text": ", too."}]
        assert [hit["conversation"] for hit in await hits(client, '"mulberry hedge"')] == [one] * 2
        frames = (await client.frames(other))["frames"]
        assert frames[reply["seq"] - 1]["text"] == "Mulberries, too."
        await client.call("DELETE", f"conversations/{other}")
        assert {hit["conversation"] for hit in await hits(client, "mulberr")} == {one}
        await client.call("POST", f"conversations/{other}/restore")
        assert {hit["conversation"] for hit in await hits(client, "mulberr")} == {one, other}


@pytest.mark.asyncio
async def test_pages_follow_each_other(session: SessionServer) -> None:
    async with session.client() as client:
        for number in range(3):
            await said(client, f"Sloe {number}.", "Sloes")
        whole = await hits(client, "sloe")
        assert len(whole) == 6
        pages, cursor = [], {}
        while True:
            page = await client.call("GET", "history", params={"q": "sloe", "limit": "4", **cursor})
            pages += page["items"]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert pages == whole
        for wrong in ({"cursor": "x"}, {"cursor": "LTE"}, {"limit": "0"}, {"q": "y" * 501}):
            with pytest.raises(RefusedError) as refused:
                await client.call("GET", "history", params={"q": "sloe", **wrong})
            assert (refused.value.status, refused.value.error["code"]) == (400, "malformed")


@pytest.mark.asyncio
async def test_nothing_that_one_types_is_an_error(session: SessionServer) -> None:
    signs = ["", " ", '"', '""', "*", "a*", "-", "^a", "(", "')", "%", ";--", '" ' * 250]
    operators = ["NEAR(a b)", "text:a", "a AND", "OR", "NOT a", "a + b", "{a b}: c"]
    letters = ["a\0b", "\ufdd0", "日本", "🦔", "e\u0301", "a" * 500]
    async with session.client() as client:
        for query in (*signs, *operators, *letters):
            answer = await client.call("GET", "history", params={"q": query})
            assert set(answer) == {"items", "next", "incomplete"}


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("two words", '"two"* "words"*'),
        ('"a phrase" more', '"a phrase" "more"*'),
        ('"still being typ', '"still being typ"*'),
        ("NOT a OR b*", '"NOT"* "a"* "OR"* "b*"*'),
        ("-> read_file()", '"read_file()"*'),
        ('"" - "', ""),
    ],
)
def test_words_are_beginnings_quotes_make_phrases_and_the_rest_is_text(
    query: str, expression: str
) -> None:
    assert to_expression(query) == expression


def test_pieces_are_the_snippet_whatever_signs_it_has_itself() -> None:
    assert to_pieces("a [b] c[d]", begin="[", end="]") == [
        Piece(text="a "),
        Piece(text="b", marked=True),
        Piece(text=" c"),
        Piece(text="d", marked=True),
    ]
    assert to_pieces("]a[b", begin="[", end="]") == [Piece(text="a"), Piece(text="b")]
