"""Before any other plug-in of pytest: the optional part of jsonschema that the product leaves out.

It builds a grammar on import: more than a second of CPU in each worker, before its first test.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
