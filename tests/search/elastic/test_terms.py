"""The cluster holds the terms that this machine's own index holds, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from search.analysis import analyzer, words
from search.engines.elastic import indices, mapping
from search.indexing.rows import IndexRow
from tests.builders.search import make_row

pytestmark = pytest.mark.elasticsearch

CORRECT = Path(__file__).parents[1] / "spelling" / "correct_words.txt"
# Of these Lucene's own stemmer makes other stems than that of the embedded index.
OF_ANOTHER_EDITION = "added, adding, radiologist, radiologists, anaesthesiologists, biologists"
OF_EVERY_KIND = "COVID-19 £1.2m m² N₂O O’Brien’s eRoster A&E 18-week Ångström skis dying"


@pytest.fixture
def index(cluster):
    name = indices.new_name(settings.ELASTICSEARCH_INDEX)
    indices.create(name)
    return name


def terms_in_the_cluster(index, field, text):
    told = indices.client().indices.analyze(index=index, field=field, text=text)
    return [token["token"] for token in told["tokens"]]


def test_several_hundred_words_become_the_same_terms(index):
    text = f"{CORRECT.read_text(encoding='utf-8')} {OF_ANOTHER_EDITION} {OF_EVERY_KIND}"
    folded = words(text)
    own = analyzer()
    row = make_row(text, text, id=1)
    document = mapping.document(row)
    given = {mapping.WORDS: document[mapping.WORDS][0], mapping.SUBJECT: document[mapping.SUBJECT]}
    expected = {mapping.WORDS: folded, mapping.SUBJECT: row.words.subject.split()}

    assert len(folded) > 600
    for field, text in given.items():
        terms = terms_in_the_cluster(index, field, text)
        assert terms == own.analyze(" ".join(expected[field])), field


def test_what_a_record_is_filed_under_becomes_the_same_terms(index):
    row = IndexRow(id=1, texts={"context": "Radiologists of Leeds. Added beds. biologists"})
    filed = mapping.document(row)[mapping.FILED]

    terms = terms_in_the_cluster(index, mapping.FILED, filed)

    assert terms == analyzer().analyze(row.words.filed)
    assert "radiolog" in terms
