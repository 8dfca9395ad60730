"""What `make` does beside pip, so that the course starts wherever it lies."""

import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_it_starts_in_a_folder_with_an_umlaut_and_the_plainest_locale(tmp_path):
    """Python 3.11 reads the file in which pip says where the package lies as ASCII then."""
    program = re.search(r"^RELATIVE = (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.M)[1]
    course = tmp_path / "kürs"
    (course / "lessons_lib").mkdir(parents=True)
    (course / "lessons_lib" / "__init__.py").write_text('"""Here."""\n')
    venv.create(course / ".venv", symlinks=os.name != "nt")
    python = course / ".venv" / "bin" / "python"
    [site] = (course / ".venv" / "lib").glob("python*/site-packages")
    where = site / "lessons_lib.pth"
    where.write_text(str(course), encoding="utf-8")
    subprocess.run([sys.executable, "-c", program, str(where)], cwd=course, check=True)
    assert where.read_bytes().isascii()
    out = subprocess.run(
        [str(python), "-c", "import lessons_lib; print(lessons_lib.__doc__)"],
        cwd=tmp_path,
        env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    assert (out.returncode, out.stdout, out.stderr) == (0, "Here.\n", "")
