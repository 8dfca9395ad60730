"""What all tests share."""

import hypothesis  # noqa: F401  before Playwright starts: its greenlets upset Python 3.11's ast, which rewrites imports
