"""What search keeps in the database: entries, rules of editors, the log of queries, saved searches.

One row for each thing that can be found: what every engine's index is built from.

What editors teach the search: words that mean the same, and results put first.

What was searched for, a day at a time, with nothing about who asked.

A search a person comes back to.

The systems and suppliers that case studies name.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, PageChooserPanel

from casestudies.fields import LinesField
from casestudies.models import CaseStudyPage
from search.analysis import words


class SearchEntry(models.Model):
    """A case study, an area or a trust, with its text by weight, its facets and who may see it.

    Written by `search.indexing.entries` only. A row that is `gone` is a tombstone: its text is
    blank, and it stays for a month, so that the index of a machine that was away hears of it.
    """

    class Type(models.TextChoices):
        CASE_STUDY = "case-study", "Case study"
        AREA = "area", "Efficiency area"
        TRUST = "trust", "Trust"

    class Access(models.IntegerChoices):
        """Who may see it: a person sees what is at or below their own level."""

        PUBLIC = 0, "Anyone"
        NETWORK = 1, "Signed-in members"

    type = models.CharField(max_length=12, choices=Type.choices)
    object_id = models.BigIntegerField(help_text="The page, area or trust.")
    version = models.BigIntegerField(db_index=True)
    gone = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, help_text="Of everything below, to see drift.")
    access = models.PositiveSmallIntegerField(choices=Access.choices, default=Access.PUBLIC)
    illustrative = models.BooleanField(default=False)
    url = models.CharField(max_length=500, blank=True)
    label = models.TextField(blank=True, help_text="What completions look in.")

    title = models.TextField(blank=True)
    result = models.TextField(blank=True)
    context = models.TextField(blank=True, help_text="Areas with their synonyms, trust names.")
    body = models.TextField(blank=True)
    blueprint = models.TextField(blank=True)

    facets = models.JSONField(
        default=dict,
        help_text="Values by facet. `lines`: effect/recurrence/sign-off/band/pounds of a saving.",
    )
    card = models.JSONField(default=dict, help_text="What a result shows of it.")
    trust_code = models.CharField(max_length=5, blank=True)

    # What it is sorted by.
    newest = models.PositiveIntegerField(default=0, help_text="Day published, as an ordinal.")
    adopters = models.PositiveIntegerField(default=0)
    evidence = models.PositiveSmallIntegerField(
        default=0, help_text="0 ungraded, to 12: strong, and works."
    )
    signed_saving = models.BigIntegerField(default=0, help_text="£ a year, signed, recurrent.")
    saving_share = models.BigIntegerField(
        default=0, help_text="The same in pence for each full-time equivalent member of staff."
    )
    prior = models.FloatField(default=1.0, help_text="Product of search.ranking's own factors.")
    gist = models.TextField(blank=True, help_text="The words that tell most of it, by stem.")

    # Made from the texts, so that no index needs to do it again (`search.indexing.rows`).
    folded = models.TextField(
        blank=True, default="", help_text="The texts, the subject and what it is filed under."
    )
    folded_by = models.CharField(
        max_length=16, blank=True, default="", help_text="Digest of the code that folded them."
    )

    # Told by matching, kept when the rest is written again.
    places = models.PositiveIntegerField(default=0, help_text="Places to follow, free now.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [
            models.UniqueConstraint(name="search_entry_once", fields=["type", "object_id"]),
            models.CheckConstraint(
                name="search_entry_tombstone_is_blank",
                condition=models.Q(gone=False) | models.Q(title="", body="", url=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.object_id}: {self.title}"

    @property
    def slug(self) -> str:
        """The last part of the address."""
        return self.url.strip("/").rpartition("/")[2]


class IndexMark(models.Model):
    """How many changes of entries there were (`search.indexing.history`): one row, named `entries`.

    Raising it locks it until the transaction ends, so that versions are committed in their own
    order.
    """

    ENTRIES = "entries"

    name = models.CharField(max_length=40, unique=True)
    version = models.BigIntegerField(default=0)
    token = models.BigIntegerField(default=0, help_text="Drawn by the last transaction.")
    recent = models.TextField(blank=True, help_text="version:token of the transactions before it.")
    swept = models.BigIntegerField(
        default=0, help_text="Tombstones up to this version are deleted."
    )

    def __str__(self) -> str:
        return f"{self.name}: {self.version}"


class IndexProblem(models.Model):
    """An entry that an index refused, and why. It is sent again when it changes or at a rebuild."""

    index = models.CharField(max_length=40)
    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="problems")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="search_index_problem_once", fields=["index", "entry"])
        ]

    def __str__(self) -> str:
        return f"{self.index}, entry {self.entry_id}: {self.reason}"


class SynonymRule(models.Model):
    """Words or phrases that mean the same. Works both ways, at the next search."""

    terms = LinesField(
        "words that mean the same",
        blank=False,
        help_text="One a line, at least two: DTOC, delayed transfer of care.",
    )
    note = models.CharField(max_length=200, blank=True, help_text="Why, for other editors.")
    active = models.BooleanField(default=True)

    panels = [FieldPanel("terms"), FieldPanel("note"), FieldPanel("active")]

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return " = ".join(self.terms)

    def clean(self) -> None:
        super().clean()
        if len({tuple(words(term)) for term in self.terms or [] if words(term)}) < 2:
            raise ValidationError({"terms": "Enter at least two different words or phrases."})


class PromotedResult(models.Model):
    """A case study that editors put first for one search."""

    search = models.CharField(
        max_length=100, help_text="The words as people type them. Capitals do not matter."
    )
    case_study = models.ForeignKey(CaseStudyPage, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200)
    active = models.BooleanField(default=True)

    panels = [
        FieldPanel("search"),
        PageChooserPanel("case_study"),
        FieldPanel("reason"),
        FieldPanel("active"),
    ]

    class Meta:
        ordering = ["search", "id"]
        constraints = [
            models.UniqueConstraint(name="search_promoted_once", fields=["search", "case_study"])
        ]

    def __str__(self) -> str:
        return f"{self.search}: {self.case_study}"

    def clean(self) -> None:
        super().clean()
        self.search = " ".join(words(self.search))
        if not self.search:
            raise ValidationError({"search": "Enter at least one word."})


class QueryLog(models.Model):
    """One search on one day: how often it was made, what it found, whether it led anywhere."""

    day = models.DateField()
    terms = models.CharField(max_length=200)
    searches = models.PositiveIntegerField(default=0)
    results = models.PositiveIntegerField(default=0, help_text="At the latest search.")
    clicks = models.PositiveIntegerField(default=0)
    asked_for = models.PositiveIntegerField(
        default=0, help_text="How often readers asked for a case study about this."
    )

    class Meta:
        ordering = ["-day", "-searches", "terms"]
        constraints = [
            models.UniqueConstraint(name="search_query_log_once_a_day", fields=["day", "terms"])
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.terms}"


class QueryCare(models.Model):
    """A search that leads nowhere is a fault with an owner: who looks after it, and the outcome."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        SYNONYM = "synonym", "Words added"
        PROMOTION = "promotion", "Result put first"
        CALL = "call", "Case study asked for"
        NONE = "none", "Nothing to do"

    terms = models.CharField(max_length=200, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "query cares"

    def __str__(self) -> str:
        return f"{self.terms}: {self.get_outcome_display()}"


class SavedSearch(models.Model):
    """The query string of a search, and how often to tell its owner of what is new in it."""

    class Alert(models.TextChoices):
        NONE = "none", "No alert"
        DAILY = "daily", "Daily"
        WEEKLY = "weekly", "Weekly"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=100)
    query_string = models.CharField(max_length=2000, blank=True)
    alert = models.CharField(max_length=6, choices=Alert.choices, default=Alert.NONE)
    looked_on = models.DateField(null=True, blank=True, help_text="Last day an alert looked.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["owner", "name"]
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(name="search_saved_search_name", fields=["owner", "name"])
        ]

    def __str__(self) -> str:
        return self.name


class ToldEntry(models.Model):
    """A case study that the owner of a saved search knows of: it is never told again.

    By the page, not by its entry or version: an edit, a rebuild, or coming back after a time
    away does not make it new.
    """

    saved = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="told")
    object_id = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "told entries"
        constraints = [
            models.UniqueConstraint(name="search_told_once", fields=["saved", "object_id"])
        ]

    def __str__(self) -> str:
        return f"{self.saved}: {self.object_id}"


class SupplierName(models.Model):
    """How a system or supplier is written, by how it stands in an address.

    `open_to_all` is set once a record that anyone may find names it: until then only members are
    told that there is such a name.
    """

    value = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    open_to_all = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "value"]

    def __str__(self) -> str:
        return self.name
