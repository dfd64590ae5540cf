from search.models.curation import PromotedResult, SynonymRule
from search.models.entry import IndexMark, IndexProblem, SearchEntry
from search.models.query_log import QueryCare, QueryLog
from search.models.saved_search import SavedSearch, ToldEntry

__all__ = [
    "IndexMark",
    "IndexProblem",
    "PromotedResult",
    "QueryCare",
    "QueryLog",
    "SavedSearch",
    "SearchEntry",
    "SynonymRule",
    "ToldEntry",
]
