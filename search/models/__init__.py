from search.models.curation import PromotedResult, SynonymRule
from search.models.entry import IndexMark, SearchEntry
from search.models.query_log import QueryLog
from search.models.saved_search import SavedSearch

__all__ = [
    "IndexMark",
    "PromotedResult",
    "QueryLog",
    "SavedSearch",
    "SearchEntry",
    "SynonymRule",
]
