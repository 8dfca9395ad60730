"""Where does this run: in a kernel of its own, or in the page (JupyterLite, Pyodide)?"""

import sys


def in_browser() -> bool:
    """Return whether Python runs in the page itself, where it has no threads and no signals."""
    return sys.platform == "emscripten"
