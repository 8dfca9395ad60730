"""Take a picture of every page and every explorer, as a learner sees them: light and dark, wide and
narrow, ends and middle.

python tests/tools/look.py [--fast] [notebook name part ...]      writes into look/, which git
                                                                  ignores
"""

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "helpers"))
import lab  # noqa: E402

OUT = ROOT / "look"


def look(chrome, url, notebook, theme, width, everything):
    """Run a notebook; write its page, and each explorer as it stands and with every slider at its
    ends and in the middle.
    """
    name = f"{notebook.stem[:2]}_{theme.lower()}_{width}"
    page = lab.Lab(chrome, url, notebook.name, width=width, height=1000, theme=theme)
    page.run_all()
    height = page.page.evaluate(
        "() => document.querySelector('.jp-NotebookPanel .jp-WindowedPanel-outer').scrollHeight"
    )
    page.page.set_viewport_size({"width": width, "height": min(int(height) + 200, 16000)})
    page.page.evaluate(
        "() => document.querySelector('.jp-NotebookPanel .jp-WindowedPanel-outer').scrollTo(0, 0)"
    )
    page.page.wait_for_timeout(800)
    page.page.screenshot(path=OUT / f"{name}_page.png")
    for i, explorer in enumerate(page.explorers()):
        explorer.root.screenshot(path=OUT / f"{name}_explorer{i}.png")
        for s in range(explorer.sliders.count()) if everything else []:
            for key, where in (("Home", "low"), ("End", "high"), (None, "middle")):
                if key:
                    explorer.focus(s)
                    page.page.keyboard.press(key)
                else:
                    box = explorer.sliders.nth(s).locator(".noUi-base").bounding_box()
                    page.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
                explorer.settle()
                explorer.root.screenshot(path=OUT / f"{name}_explorer{i}_slider{s}_{where}.png")
    if page.errors:
        print(f"  errors in the console of {name}: {page.errors}")
    page.close()
    print(f"  {name}", flush=True)


def main(arguments):
    fast, parts = "--fast" in arguments, [a for a in arguments if not a.startswith("-")]
    if not lab.chromium():
        sys.exit(
            "make look needs Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM to its path."
        )
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    copy = tempfile.mkdtemp()  # JupyterLab saves what is open every two minutes
    shutil.copytree(ROOT / "notebooks", copy, dirs_exist_ok=True)
    with lab.server(copy) as url, lab.browser() as chrome:
        for notebook in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
            if parts and not any(part in notebook.name for part in parts):
                continue
            for theme in ("Light", "Dark"):
                for width in (1400, 800):
                    look(chrome, url, notebook, theme, width, everything=not fast)


if __name__ == "__main__":
    main(sys.argv[1:])
