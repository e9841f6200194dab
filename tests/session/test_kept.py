"""Addresses of files that browsers keep."""

import pytest

from remote_claude_ext.session.kept import below

BUNDLE = "/lab/extensions/@remote-claude/lab/static"


@pytest.mark.parametrize(
    ("base", "kept"),
    [
        ("/", [BUNDLE, "/static/lab/"]),
        (
            "/user/ada/",
            [
                BUNDLE,
                "/static/lab/",
                f"/user/ada{BUNDLE}",
                "/user/ada/static/lab/",
            ],
        ),
    ],
)
def test_behind_a_hub_files_of_extensions_are_kept_too(base: str, kept: list[str]) -> None:
    assert below(base, ["/static/lab/", BUNDLE]) == sorted(kept)
    assert below(base, [f"{base}static/lab/"]) == [f"{base}static/lab/"]
