"""The layers of the design, held by the code: imports, foreign keys and URL names run down."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# From the ground up. A package may import from its own floor's package and from lower floors.
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LAYERS = next(
    contract["layers"]
    for contract in PROJECT["tool"]["importlinter"]["contracts"]
    if contract["type"] == "layers"
)
FLOORS = [[name.strip() for name in layer.split("|")] for layer in reversed(LAYERS)]
FLOORS[-1] += ["portal.urls", "portal.settings", "portal.wsgi", "portal.asgi"]
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}
LONGEST_MODULE = 500
ROLES_OF_A_MODULE = {"utils", "core", "helpers", "common"}
# allauth's and Wagtail's names, mounted by portal.urls: they belong to no app of ours.
URL_NAMESPACES = {
    "background": "portal.background",
    "trusts": "portal.trusts",
    "accounts": "portal.accounts",
    "casestudies": "casestudies",
    "search": "search",
    "matching": "portal.matching",
    "insight": "portal.insight",
    "home": "portal.home",
    "api": "portal.api",
    "operations": "portal.operations",
}
# The shell may link anywhere: it is drawn once, around every page.
SHELL = ROOT / "portal" / "templates"


def sources() -> list[Path]:
    folders = ["portal", "casestudies", "search"]
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    )


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package_of(module: str) -> str | None:
    return next(
        (name for name in FLOOR_OF if module == name or module.startswith(f"{name}.")), None
    )


def imported_modules(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the layers"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def may_reach(user: str, used: str) -> bool:
    return user == used or FLOOR_OF[used] < FLOOR_OF[user]


def test_imports_run_down():
    upward = [
        f"{module_name(path)} imports {used}"
        for path in sources()
        for used in imported_modules(path)
        if (user := package_of(module_name(path)))
        and (below := package_of(used))
        and not may_reach(user, below)
    ]

    assert not upward


def test_foreign_keys_run_down():
    upward = []
    for path in ROOT.rglob("*/migrations/0*.py"):
        if ".venv" in path.parts:
            continue
        user = package_of(module_name(path))
        for label in re.findall(r'^\s+\("(\w+)", "\w+"\),$', path.read_text(), re.MULTILINE):
            used = URL_NAMESPACES.get(label)
            if user and used and not may_reach(user, used):
                upward.append(f"{path.name} of {user} depends on {used}")

    assert not upward


def test_url_names_run_down():
    """In code. Pages link to each other in every direction, by `{% url %}` too."""
    upward = []
    pattern = re.compile(r"""(?:reverse(?:_lazy)?\(|redirect\()\s*["'](\w+):\w+""")
    for path in sources():
        if path.is_relative_to(SHELL):
            continue
        user = package_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for namespace in pattern.findall(path.read_text()):
            used = URL_NAMESPACES.get(namespace)
            if user and used and not may_reach(user, used):
                upward.append(f"{path.relative_to(ROOT)} -> {namespace}")

    assert not upward


def test_modules_can_be_read_in_one_sitting():
    paths = [*sources(), *sorted((ROOT / "tests").rglob("*.py"))]
    lengths = {module_name(path): len(path.read_text().splitlines()) for path in paths}

    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE}


def test_no_drawer_modules():
    assert not [path for path in sources() if path.stem in ROLES_OF_A_MODULE]


def test_top_level_is_closed():
    allowed = {"manage.py", "pyproject.toml", "README.md", "portal", "casestudies", "search"}
    shown = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}

    assert shown - {"uv.lock", "__pycache__"} == allowed | {"tests"}


def test_portal_package_is_empty():
    assert (ROOT / "portal" / "__init__.py").read_text() == ""


# Names of functions that say nothing to a stranger. See portal/docs/glossary.md.
BANNED = {"of", "of_many", "do", "go", "thing", "things", "stuff", "handle_it", "process_data"}


def test_a_function_is_named_for_what_it_gives():
    named = [
        f"{module_name(path)}.{node.name}"
        for path in sources()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in BANNED
    ]

    assert not named
