"""Write the repository's address, owner/name, into every link: CITATION.cff holds it, and the
README and binder/ follow.

python tests/tools/address.py owner/name
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = ["CITATION.cff", "README.md", "binder/README.md"]
LINK = re.compile(
    r"(github\.com/|/gh/|colab\.research\.google\.com/github/|github\.com%2F)([\w.-]+)(/|%2F)([\w.-]+)(?=[\"\s)/&?]|$)",
    re.M,
)
# the website, on GitHub Pages
PAGES = re.compile(r"(https://)([\w-]+)(\.github\.io/)([\w.-]+)(?=/)")
# where nbgitpuller puts the copy
FOLDER = re.compile(r"(urlpath=lab%2Ftree%2F)([\w.-]+)(?=%2Fnotebooks)")


def addresses(text):
    """Return every owner/name that the links of a text hold."""
    found = LINK.findall(text) + PAGES.findall(text)
    return {f"{owner}/{name}" for _, owner, _, name in found}


def main(address):
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", address):
        sys.exit(
            f"{address!r} is no address; it must be owner/name, as in make address REPO=you/your-course"
        )
    owner, name = address.split("/")
    for file in FILES:
        text = (ROOT / file).read_text(encoding="utf-8")
        for link in (LINK, PAGES):
            text = link.sub(lambda m: f"{m[1]}{owner}{m[3]}{name}", text)
        (ROOT / file).write_text(FOLDER.sub(lambda m: m[1] + name, text), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
