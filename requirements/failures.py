"""Why a tool of the set-up failed, as a sentence with its remedy, from what it printed."""

from pathlib import Path

NEEDED_MIB = 3000
SIGNS = (
    (
        ("No space left on device", "ENOSPC"),
        "The disk is full.",
        f"Free some space (about {NEEDED_MIB} MiB are needed), then run `make setup` again.",
    ),
    (
        ("DO NOT MATCH THE HASHES", "YN0018"),
        "A downloaded package is not the one that was locked.",
        "Look whether a proxy or mirror changes downloads; nothing was installed from it.",
    ),
    (
        (
            "name resolution",
            "NewConnectionError",
            "Network is unreachable",
            "Connection refused",
            "timed out",
            "ENOTFOUND",
            "ECONNREFUSED",
            "ETIMEDOUT",
            "EAI_AGAIN",
            "ProxyError",
            "No matching distribution found",
            "CERTIFICATE_VERIFY_FAILED",
        ),
        "The package registry cannot be reached.",
        (
            "Check the network, or set HTTPS_PROXY (or pip's and npm's own mirror settings), and"
            " run `make setup` again: it goes on where it stopped."
        ),
    ),
)


def explain(output: str, log: Path | None) -> str:
    """What went wrong and what to do, from what a tool printed."""
    for signs, reason, remedy in SIGNS:
        if any(sign in output for sign in signs):
            return f"{reason} {remedy}"
    lines = [line for line in output.splitlines() if line.strip()][-5:]
    shown = "".join(f"\n  {line}" for line in lines)
    return f"A tool failed. Its last words:{shown}" + (f"\nAll of them: {log}" if log else "")
