"""The code as it is written: modules, functions, words about them, templates, commits.

Migrations are left out. A module of three lines or fewer counts for nothing but its existence. A
module is a test if it lies in a folder `tests` or is named as one. This package is left out, so
that it can be laid into an older tree without being counted there.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import mean, median
from typing import TypeGuard

from tests.benchmarks.figures.rows import NotMeasurable, Number, Row, row_of, spread

Function = ast.FunctionDef | ast.AsyncFunctionDef

FAMILY = "code"
FOLDERS = ("portal", "casestudies", "search", "tests")
SHORTEST = 3
WIDE, WIDEST = 120, 140
LATEST = 100
# Comments that speak to a tool, not to a reader.
DIRECTIVE = re.compile(r"#\s*(noqa|type:|fmt:|pragma|mypy:|ruff:|!)")
THIS_PACKAGE = __name__.rpartition(".")[0]


@dataclass(frozen=True)
class Module:
    """A file of Python: its dotted name, and its text."""

    name: str
    path: Path
    text: str

    @cached_property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def comments(self) -> list[str]:
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return [token.string for token in tokens if token.type == tokenize.COMMENT]

    @property
    def is_test(self) -> bool:
        parts = self.name.split(".")
        return "tests" in parts or parts[-1].startswith("test_") or parts[-1] == "conftest"


def read_modules(root: Path) -> list[Module]:
    """Every module below the tree's own folders that counts."""
    paths = (path for name in FOLDERS for path in sorted((root / name).rglob("*.py")))
    modules = (
        Module(_dotted(path.relative_to(root)), path, path.read_text())
        for path in paths
        if "migrations" not in path.relative_to(root).parts
    )
    return [
        module
        for module in modules
        if module.lines > SHORTEST and not f"{module.name}.".startswith(f"{THIS_PACKAGE}.")
    ]


def measure(root: Path) -> list[Row]:
    """Every figure of the code below `root`."""
    modules = read_modules(root)
    sources = [module for module in modules if not module.is_test]
    tests = [module for module in modules if module.is_test]
    works: dict[str, Callable[[], dict[str, Number]]] = {
        "source modules": lambda: _lengths(sources),
        "test modules": lambda: _lengths(tests),
        "test lines to a source line": lambda: {"ratio": _ratio(_lines(tests), _lines(sources))},
        "modules imported by one other": lambda: {"count": imported_once(sources)},
        "functions": lambda: _functions(sources),
        "test functions": lambda: _test_functions(tests),
        "docstrings": lambda: _docstrings(sources),
        "comment lines in 100": lambda: _comments(sources),
        "bare names `of`": lambda: bare_of(sources),
        "templates": lambda: _templates(root),
        "commit subjects": lambda: _commits(root),
    }
    return [row_of(FAMILY, subject, work) for subject, work in works.items()]


def imported_once(modules: Iterable[Module]) -> int:
    """How many modules are imported by exactly one other: a sign of ideas cut into crumbs."""
    modules = list(modules)
    names = {module.name for module in modules}
    users = Counter(
        used for module in modules for used in _imported(module) & names - {module.name}
    )
    return sum(count == 1 for count in users.values())


def bare_of(modules: Iterable[Module]) -> dict[str, Number]:
    """Functions named plainly `of`, and the calls of them."""
    nodes = [node for module in modules for node in ast.walk(module.tree)]
    calls = [node.func for node in nodes if isinstance(node, ast.Call)]
    return {
        "functions": sum(_is_function(node) and node.name == "of" for node in nodes),
        "calls": sum(
            getattr(call, "attr", None) == "of" or getattr(call, "id", None) == "of"
            for call in calls
        ),
    }


def functions_in(modules: Iterable[Module]) -> Iterator[Function]:
    """Functions and methods, those inside others too."""
    for module in modules:
        yield from (node for node in ast.walk(module.tree) if _is_function(node))


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(module: Module) -> set[str]:
    """Dotted names that may be modules: `from a import b` may mean a.b as well as a name in a."""
    reached = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            reached |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            reached |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return reached


def _is_function(node: ast.AST) -> TypeGuard[Function]:
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _lines(modules: Iterable[Module]) -> int:
    return sum(module.lines for module in modules)


def _ratio(part: Number, whole: Number) -> float:
    return round(part / whole, 2) if whole else 0.0


def _lengths(modules: list[Module]) -> dict[str, Number]:
    lengths = [module.lines for module in modules]
    return {"count": len(lengths), "lines": sum(lengths), **spread(lengths)}


def _functions(modules: list[Module]) -> dict[str, Number]:
    lengths = [_length(function) for function in functions_in(modules)]
    return {"count": len(lengths), **spread(lengths)}


def _test_functions(modules: list[Module]) -> dict[str, Number]:
    lengths = [
        _length(function) for function in functions_in(modules) if function.name.startswith("test_")
    ]
    return {"count": len(lengths), **spread(lengths)}


def _docstrings(modules: list[Module]) -> dict[str, Number]:
    """Per cent of the functions, and of the classes, that say what they are for."""
    nodes = [node for module in modules for node in ast.walk(module.tree)]
    named: dict[str, Sequence[Function | ast.ClassDef]] = {
        "functions": [node for node in nodes if _is_function(node)],
        "classes": [
            node for node in nodes if isinstance(node, ast.ClassDef) and node.name != "Meta"
        ],
    }
    return {
        f"% of {kind}": round(
            100 * _ratio(sum(ast.get_docstring(node) is not None for node in of_kind), len(of_kind))
        )
        for kind, of_kind in named.items()
    }


def _comments(modules: list[Module]) -> dict[str, Number]:
    comments = sum(
        not DIRECTIVE.match(comment) for module in modules for comment in module.comments
    )
    return {"comments": round(100 * comments / max(1, _lines(modules)), 2)}


def _templates(root: Path) -> dict[str, Number]:
    paths = [
        path
        for name in FOLDERS[:-1]
        for path in sorted((root / name).rglob("*.html"))
        if "templates" in path.parts
    ]
    files = [path.read_text().splitlines() for path in paths]
    lines = [line for file in files for line in file if line.strip()]
    if not lines:
        raise NotMeasurable("there are no templates below portal, casestudies or search")
    return {
        "count": len(files),
        "median lines": median(len(file) for file in files),
        f"% over {WIDE}": round(100 * sum(len(line) > WIDE for line in lines) / len(lines), 1),
        f"% over {WIDEST}": round(100 * sum(len(line) > WIDEST for line in lines) / len(lines), 1),
        "mean width": round(mean(len(line) for line in lines), 1),
    }


def _commits(root: Path) -> dict[str, Number]:
    log = subprocess.run(
        ["git", "log", "--format=%s"], cwd=root, capture_output=True, text=True, check=False
    )
    lengths = [len(line) for line in log.stdout.splitlines()]
    if not lengths:
        raise NotMeasurable("the tree has no history in git")
    return {
        "count": len(lengths),
        "median length": median(lengths),
        f"of the last {LATEST}": median(lengths[:LATEST]),
    }
