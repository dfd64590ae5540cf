from search.models.curation import PromotedResult, SynonymRule
from search.models.entry import IndexMark, IndexProblem, SearchEntry
from search.models.query_log import QueryCare, QueryLog
from search.models.saved_search import SavedSearch, ToldEntry
from search.models.supplier import SupplierName

__all__ = [
    "IndexMark",
    "IndexProblem",
    "PromotedResult",
    "QueryCare",
    "QueryLog",
    "SavedSearch",
    "SearchEntry",
    "SupplierName",
    "SynonymRule",
    "ToldEntry",
]
