"""Every pattern that reads a person's text takes time in proportion to its length.

The patterns are found, not listed: those that modules keep, and those written where they are used.
Each reads a long text of repeats made from its own letters: that makes a slow pattern slow.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import pkgutil
import re
import time
from contextlib import suppress
from pathlib import Path

import casestudies
import portal
import search
from casestudies.authoring import records as authoring_records
from casestudies.documents import drafting, figures, reading
from casestudies.pasting import reading as pasting_reading
from casestudies.pasting import table as pasting_table
from casestudies.review import personal_data
from portal.text.normalising import clean, clean_html, clean_line, fold
from search import analysis, text_query

ROOT = Path(__file__).resolve().parent.parent
LENGTH = 4_000
# Seconds a character that what is in proportion stays well under. Only what is slower is measured
# again, at two lengths.
PATTERN, READER = 1e-6, 2e-5
GROWTH = 8
ALWAYS = ("a", "A", "1", " ", "\n", "aA1 ", "1 ", "a ", "A. ", "0", "<", '"', "-", "£1", "1,", "(")


def modules():
    for package in (casestudies, search, portal):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in found.name and ".settings" not in found.name:
                yield importlib.import_module(found.name)


def patterns_in(value, depth=0):
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, dict):
        for one in value.values():
            yield from patterns_in(one, depth + 1)
    elif depth < 3 and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from patterns_in(one, depth + 1)


def all_patterns():
    """By pattern, where it stands."""
    found = {}
    for module in modules():
        for name, value in vars(module).items():
            for pattern in patterns_in(value):
                found.setdefault(pattern, f"{module.__name__}.{name}")
        if module.__file__:
            for pattern, line in written_in_place(Path(module.__file__)):
                found.setdefault(pattern, f"{module.__name__}:{line}")
    return found


def written_in_place(path):
    """The literal patterns of `re.sub(...)` and the like."""
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr not in ("compile", "escape")
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield re.compile(node.args[0].value), node.lineno


def repeats_for(pattern):
    """What to repeat: its own words and marks, and pairs of them, beside what is always tried."""
    source = re.sub(r"\\[A-Za-z]|\(\?[a-zA-Z<>=!:]*", " ", pattern.pattern)
    words = re.findall(r"[A-Za-z]{2,}|[^\sA-Za-z\\?*+|()\[\]{}^$]", source)
    own = list(dict.fromkeys(words))[:14]
    pairs = (f"{one}{gap}{two}" for one, two in itertools.product(own[:5], repeat=2)
             for gap in ("", " "))  # fmt: skip
    return dict.fromkeys([*ALWAYS, *own, *(f"{one} " for one in own), *pairs])


def seconds(read, text):
    started = time.process_time()
    read(text)
    return time.process_time() - started


def grows(read, make):
    """Whether four times the text takes more than `GROWTH` times as long, at its best of three."""
    short, long = (min(seconds(read, make(n)) for _ in range(3)) for n in (LENGTH // 4, LENGTH))
    return long > GROWTH * max(short, 1e-4)


def slow_repeats(read, repeats, per_character=PATTERN):
    """Those repeats that take more than this share of time, and more than in proportion."""
    for one in repeats:

        def make(n, one=one):
            # What ends the text matches nothing, so that a pattern tries everything before it.
            return f"{(one * (n // len(one) + 1))[:n]}!"

        if seconds(read, make(LENGTH)) > LENGTH * per_character and grows(read, make):
            yield one


def test_every_pattern_takes_time_in_proportion():
    slow = []
    patterns = all_patterns()
    for pattern, where in patterns.items():

        def read(text, pattern=pattern):
            for _ in pattern.finditer(text):
                pass

        found = list(slow_repeats(read, repeats_for(pattern)))
        if found:
            slow.append((where, pattern.pattern[:60], found[:3]))

    assert len(patterns) > 80
    assert slow == []


def test_the_measure_finds_a_slow_pattern():
    """Each of these takes the square: the check must say so."""
    for source in (r"[A-Za-z.]+@[a-z]+", r"\s+$", r"\s*\n\s*", r"<[^>]*>"):
        pattern = re.compile(source)

        assert next(slow_repeats(pattern.findall, repeats_for(pattern)), None)


def forgiving(read, refusal):
    """A reader that says no to most of what it is given here: how long it takes is asked."""

    def attempt(text):
        with suppress(refusal):
            read(text)

    return attempt


# What reads a whole text of a person, around its patterns. A search is at most 500 characters.
READERS = {
    "personal data": personal_data.findings,
    "sentences": figures.sentences,
    "a document": lambda text: drafting.draft_from(reading.read_pasted(text)),
    "typed words": authoring_records.to_html,
    "rich text": authoring_records.to_text,
    "a pasted table": forgiving(pasting_table.read_table, Exception),
    "pasted savings": forgiving(pasting_reading.read_savings, Exception),
    "a pasted series": forgiving(pasting_reading.read_series, Exception),
    "plain text for the index": analysis.plain,
    "a name": clean_line,
    "any text": clean,
    "rich text that enters": clean_html,
    "a search": fold,
}
PHRASES = (
    *ALWAYS, "Mr Smith aged 40. ", "Mr Smith ", "Jo Hale (40), ", "patient named Jo Hale ",
    "SW1A 1AA she ", "a@b.uk ", "020 7946 0000 ", "4010232137 ", "born on 1 May 1950 ",
    "We saved £10,000 in 2023/24. ", "It fell from 10 to 5 days. ", "have ", "<li>a", "- a\n",
    "2023/24\t1000\n", "2023-04,5\n", "Problem:\n", "# A\nb\n", "a,b\n", '"a" ', "x\n\n",
)  # fmt: skip


def test_every_reader_of_a_text_takes_time_in_proportion():
    """A loop around a fast pattern can be slow: each name compared with each name before it."""
    slow = {
        name: found
        for name, read in READERS.items()
        if (found := list(slow_repeats(read, PHRASES, READER)))
    }

    assert slow == {}
    assert text_query.read("a " * 250)


def test_personal_data_of_a_hundred_kilobytes_is_looked_for_in_a_second():
    text = "Mrs Anne-Marie Jones aged 62 was admitted; a.b@example 0 20 7946 0" * 1500

    assert seconds(personal_data.findings, text) < 3
