"""Where a link in the repository's Markdown leads on the site: to a page, or to the repository."""

import posixpath
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
# The pages of the site, by the file that they are made from.
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "making.md",
    "site/teachers.md": "teachers.md",
    "site/glossary.md": "glossary.md",
    "site/speed.md": "speed.md",
    "site/accessibility.md": "accessibility.md",
}


def repository() -> str:
    """Return the address of the repository, which CITATION.cff has for the whole course."""
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    return re.search(r'repository-code: "(.*)"', citation)[1]


def relinked(markdown: str, path: str) -> str:
    """Return Markdown whose links fit the site; `path` is where it lies in the repository."""

    def target(found: re.Match) -> str:
        return f"]({leads(found[1], path)})"

    return re.sub(r"\]\(([^)\s]+)\)", target, defined(markdown))


def defined(markdown: str) -> str:
    """Return Markdown whose links of the form [text][name] say their address themselves."""
    names = dict(re.findall(r"^\[([^\]]+)\]:\s+(\S+)$", markdown, re.M))
    markdown = re.sub(r"^\[[^\]]+\]:\s+\S+\n?", "", markdown, flags=re.M)
    for name, address in names.items():
        markdown = markdown.replace(f"][{name}]", f"]({address})")
    return markdown


def leads(link: str, path: str) -> str:
    """Return where a link leads that stands in the file at `path`."""
    address, mark, anchor = link.partition("#")
    if not address or address.startswith(("http:", "https:", "mailto:")):
        return link
    file = posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
    if file.startswith("notebooks/") and file.endswith(".ipynb"):
        return file.removeprefix("notebooks/").replace(".ipynb", ".md") + mark + anchor
    if file in PAGES:
        return PAGES[file] + mark + anchor
    return f"{repository()}/blob/HEAD/{file}{mark}{anchor}"


def jupyter_anchor(heading: str) -> str:
    """Return the anchor that JupyterLab gives a heading."""
    return heading.replace(" ", "-")
