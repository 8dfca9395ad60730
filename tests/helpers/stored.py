"""The module that stores the pictures that move: site/ is a folder and no package, as Python has a
module of that name.
"""

import sys
from pathlib import Path

SITE = Path(__file__).parents[2] / "site"
sys.path.append(str(SITE))
import moving  # noqa: E402

sys.path.remove(str(SITE))

__all__ = ["SITE", "moving"]
