"""What pydantic finds wrong, in our words: the key, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

# By the type of pydantic's error; the braces take what it tells of the limit.
WORDS = {
    "bool_type": "give true or false",
    "extra_forbidden": "is not a key here; take it out (--schema lists them)",
    "list_type": "give a list in square brackets",
    "missing": "is missing",
    "model_type": "give an object in curly brackets",
    "string_pattern_mismatch": "take out the null character",
    "string_too_short": "is missing",
    "string_too_long": "shorten it to {max_length} characters; it has {given}",
    "string_type": "give a text in quotes",
    "too_long": "give at most {max_length}",
}
# What is said of a whole record instead.
OF_A_RECORD = {
    "extra_forbidden": "is not a key of a case study; take it out (--schema lists them)",
    "missing": "is missing: give each record an id that stays the same",
    "string_too_short": "is missing: give each record an id that stays the same",
}


def faults_of(refusal: ValidationError) -> list[tuple[str, str]]:
    """Each fault once: its key, such as `savings[0].amount`, and what to do (no full stop)."""
    faults = ((_key(error), _words(error)) for error in refusal.errors(include_url=False))
    return list(dict.fromkeys(faults))


def _key(error: Any) -> str:
    places: Iterable[Any] = error["loc"]
    # A line is named by its place; one value of a list is named by the list.
    if isinstance(error["loc"][-1], int) and error["type"] != "model_type":
        places = error["loc"][:-1]
    key = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in places)
    return key.removeprefix(".")


def _words(error: Any) -> str:
    kind, told = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(told["error"])
    if kind not in WORDS:
        return str(error["msg"])
    words = WORDS[kind]
    if len(error["loc"]) == 1:
        words = OF_A_RECORD.get(kind, words)
    if kind == "string_too_long":
        told = {**told, "given": len(error["input"].strip())}
    return words.format(**told)
