"""The bar over a long loop, under the name by which notebooks import it."""

from ..live.progress import progress

__all__ = ["progress"]
