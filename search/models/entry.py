"""One row for each thing that can be found: what every engine's index is built from."""

from __future__ import annotations

from django.db import models


class SearchEntry(models.Model):
    """A case study, an area or a trust, with its text by weight, its facets and who may see it.

    Written by `search.entries` only. A row that is `gone` is a tombstone: its text is blank, and
    it stays for a month, so that the index of a machine that was away hears of it.
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
    crowded_out = models.BooleanField(
        default=False, help_text="Of a trust type that the acute sector crowds out."
    )
    signpost = models.BooleanField(default=False, help_text="To a case published elsewhere.")
    gist = models.TextField(blank=True, help_text="The words that tell most of it, by stem.")

    # Made from the texts, so that no index needs to do it again (`search.folding`).
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
    """How many changes of entries there were (`search.history`): one row, named `entries`.

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
