"""What the type checker says of the whole tree at its strictest, and the ways round it.

It is asked with a configuration of its own: what a tree leaves out of its own run is counted too.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.benchmarks.figures.code import FOLDERS, THIS_PACKAGE, Module, read_modules
from tests.benchmarks.figures.rows import NotMeasurable, Number, Row, row_of

FAMILY = "types"
SOURCES = FOLDERS[:-1]
CONFIGURATION = """\
[mypy]
python_version = 3.11
strict = True
ignore_missing_imports = True
plugins = mypy_django_plugin.main

[mypy.plugins.django-stubs]
django_settings_module = portal.settings.test
"""
ERROR = re.compile(r"^(?P<path>[^:]+\.py):\d+(?::\d+)?: error: ", re.MULTILINE)
IGNORED = re.compile(r"#\s*type:\s*ignore")


def measure(root: Path) -> list[Row]:
    """Errors of `mypy --strict`, and how often the sources step round the checker."""
    sources = [module for module in read_modules(root) if not module.is_test]
    return [
        row_of(FAMILY, "mypy --strict", _errors, root),
        row_of(FAMILY, "ways round it", ways_round, sources),
    ]


def ways_round(modules: Iterable[Module]) -> dict[str, Number]:
    """Uses of `Any` (its import is none), of `cast(...)`, and comments that silence the checker."""
    modules = list(modules)
    nodes = [node for module in modules for node in ast.walk(module.tree)]
    called = [node.func for node in nodes if isinstance(node, ast.Call)]
    return {
        "Any": sum(_names(node, "Any") for node in nodes),
        "cast": sum(_names(function, "cast", of_module="typing") for function in called),
        "type: ignore": sum(
            bool(IGNORED.search(comment)) for module in modules for comment in module.comments
        ),
    }


def count_errors(report: str) -> dict[str, Number]:
    """The errors that mypy printed, by where they are."""
    paths = [Path(match["path"]) for match in ERROR.finditer(report)]
    tests = [path for path in paths if path.parts[0] == "tests"]
    migrations = [path for path in paths if "migrations" in path.parts]
    return {
        "errors": len(paths),
        "in sources": len(paths) - len(tests) - len(migrations),
        "in migrations": len(migrations),
        "in tests": len(tests),
    }


def _names(node: ast.AST, name: str, *, of_module: str = "typing") -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == name and isinstance(node.value, ast.Name) and node.value.id == of_module
    return isinstance(node, ast.Name) and node.id == name


def _errors(root: Path) -> dict[str, Number]:
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "mypy.ini"
        configuration.write_text(CONFIGURATION)
        mypy = subprocess.run(
            [
                *(sys.executable, "-m", "mypy", "--config-file", str(configuration)),
                *("--cache-dir", f"{folder}/cache", "--no-error-summary", "--hide-error-context"),
                *("--exclude", f"^{THIS_PACKAGE.replace('.', '/')}/"),
                *("manage.py", *FOLDERS),
            ],
            cwd=root,
            env={**os.environ, "PORTAL_DATA_DIR": folder},
            capture_output=True,
            text=True,
            check=False,
        )
    # 0 is no error, 1 is errors in the code, anything else is a checker that could not run.
    if mypy.returncode not in (0, 1):
        raise NotMeasurable(f"mypy ended with {mypy.returncode}: {mypy.stderr.strip()[-300:]}")
    return count_errors(mypy.stdout)
