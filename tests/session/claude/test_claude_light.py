"""The Claude Agent SDK without the package that only its in-process tools need."""

import subprocess
import sys

LIGHT = "from remote_claude_ext.session.claude.light import load_sdk; load_sdk()"


def run(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_what_a_session_needs_comes_without_mcp_and_pydantic():
    run(
        f"import sys; {LIGHT}\n"
        "import remote_claude_ext.session.app\n"
        "assert 'claude_agent_sdk' in sys.modules\n"
        "heavy = [n for n in sys.modules if n.partition('.')[0] in ('mcp', 'pydantic')]\n"
        "assert heavy == [], heavy\n"
    )


def test_whoever_wants_mcp_afterwards_gets_the_real_one():
    run(
        f"import sys; {LIGHT}\n"
        "import mcp.types\n"
        "assert mcp.types.Tool.model_validate({'name': 'x', 'inputSchema': {}}).name == 'x'\n"
        "assert 'light' not in str(sys.meta_path)\n"
    )


def test_an_mcp_that_is_there_already_stays():
    run(f"import mcp.types; {LIGHT}\nimport sys; assert sys.modules['mcp'] is mcp")
