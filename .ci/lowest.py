"""The lowest releases that pyproject.toml allows, as constraints for pip: ``python .ci/lowest.py > constraints.txt``.

Of what formcheck itself and the extras of its users need; what only tests and lint need is not pinned.
"""

import re
import sys
import tomllib
from pathlib import Path

EXTRAS = ("tables", "cluster", "validation", "c3d")
"""What somebody who uses formcheck may ask for."""


def lowest(requirement: str) -> str:
    """Return the pin of the lowest release that a requirement allows."""
    found = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*>=\s*([0-9][0-9.]*)", requirement)
    if not found:
        sys.exit(f"pyproject.toml names no lowest release: {requirement}")
    return "{}=={}".format(*found.groups())


if __name__ == "__main__":
    project = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*project["dependencies"], *(line for extra in EXTRAS for line in project["optional-dependencies"][extra])]
    print(*dict.fromkeys(map(lowest, needed)), sep="\n")
