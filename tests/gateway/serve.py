"""The gateway as a process of its own, as `remote-claude serve gateway` starts it."""

import json
import logging
import sys

from remote_claude_ext.core.secret import SecretRef
from remote_claude_ext.gateway.app import serve
from remote_claude_ext.gateway.settings import GatewaySettings

if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG)
    given = json.loads(sys.argv[1])
    key = given.pop("key")
    serve(GatewaySettings(**given, key=SecretRef(*key) if key else None))
