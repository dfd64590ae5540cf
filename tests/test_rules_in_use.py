"""Every action of the matrix and every rule about who may do what is used by production code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from portal.accounts.permissions import Action
from tests.test_architecture import module_name, sources

MATRIX = "portal.accounts.permissions"
# Modules that are made of rules: nothing in them is there for itself.
OF_RULES = ("permissions", "policies", "work_policies", "rules", "designation_rules", "visibility")


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Every module of production by name, as it reads."""
    for path in sources():
        if "migrations" not in path.parts:
            yield module_name(path), parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def names_meant(module: str, tree: ast.Module) -> dict[str, str]:
    """What each name of a module stands for, with the module that it comes from."""
    meant = {
        node.name: f"{module}.{node.name}"
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            meant |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    # A module under a shorter name: `rules = designation_rules`.
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            for target in node.targets:
                if isinstance(target, ast.Name) and node.value.id in meant:
                    meant.setdefault(target.id, meant[node.value.id])
    return meant


@cache
def used() -> frozenset[str]:
    """The functions and attributes that production code mentions, by their full names."""
    found = set()
    for module, tree in trees():
        meant = names_meant(module, tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.add(meant.get(node.id, ""))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found.add(f"{meant.get(node.value.id, '')}.{node.attr}")
    return frozenset(found)


def test_every_action_is_asked_for_outside_the_matrix():
    asked = {
        node.attr
        for module, tree in trees()
        if module != MATRIX
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Action"
    }

    assert {action.name for action in Action} <= asked


def test_every_rule_is_asked_by_production_code():
    rules = {
        f"{module}.{node.name}"
        for module, tree in trees()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and (node.name.startswith(("can_", "check_")) or module.split(".")[-1] in OF_RULES)
    }

    assert rules
    assert not sorted(rules - used()), "Nothing asks these: use them, or take them away."
