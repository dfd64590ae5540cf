"""Builders for the search: rows of an index, and asking it."""

from __future__ import annotations

import itertools

from casestudies.models import CaseStudyPage
from portal.demo import loading
from portal.setup import steps
from search.hits import draw
from search.indexing.rows import IndexRow
from search.models import SearchEntry
from search.query import SearchQuery
from search.site_engine import get_engine

_numbers = itertools.count(1)


def make_row(title="", body="", **fields):
    """A row of an index; `facets` takes lists of values by column."""
    number = fields.pop("id", None) or next(_numbers)
    return IndexRow(id=number, texts={"title": title, "body": body}, **fields)


def ask(text="", engine=None, **query):
    """Search the live index, or another engine. `filters` may be a dict."""
    filters = query.pop("filters", {})
    pairs = tuple((name, tuple(values)) for name, values in filters.items())
    return (engine or get_engine()).search(SearchQuery(text=text, filters=pairs, **query))


def titles(text="", **query):
    """The plain titles of what a reader is shown."""
    asked = SearchQuery(text=text, **query)
    hits, _ = draw(get_engine().search(asked), asked)
    return [hit.title.replace("<mark>", "").replace("</mark>", "") for hit in hits]


def ids(results):
    return [found.entry_id for found in results.found]


def counts(results, facet):
    return {value.value: value.count for value in results.facet(facet).values}


def load_demonstration():
    """The demonstration's case studies; the import id of each, by its entry in the index."""
    steps.REGISTER.run()
    loading.load_illustrative_trusts()
    steps.AREAS.run()
    loading.load_case_studies()
    ids = dict(CaseStudyPage.objects.values_list("pk", "import_id"))
    entries = SearchEntry.objects.filter(type=SearchEntry.Type.CASE_STUDY, gone=False)
    return {entry: ids[page] for entry, page in entries.values_list("pk", "object_id")}
