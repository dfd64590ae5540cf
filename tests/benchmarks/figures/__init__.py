"""Figures of the tree as it stands: its code, its types, its pages, its search, its imports.

Run before and after a change: `uv run python -m tests.benchmarks.figures`. What is measured relies
on addresses, commands and files rather than on modules, so that older and newer trees answer it.
"""
