"""What every index takes of a text is folded once, kept with the entry, and always today's."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from search import checks
from search.analysis import words
from search.engines.elastic import mapping
from search.engines.embedded import schema
from search.engines.embedded.engine import EmbeddedEngine
from search.indexing import catching_up, entries, history, rows
from search.indexing.rows import TEXTS, FoldedTexts, IndexRow, fold_texts
from search.models import SearchEntry
from search.site_engine import get_engine
from tests.builders.casestudies import make_case_study
from tests.builders.search import titles
from tests.hypothesis_profiles import examples

ROOT = Path(__file__).parents[2]
OTHER_CODE = "of other code"

texts = st.text(max_size=80) | st.lists(
    st.sampled_from(["Wards", "ward's", "£1.2m", "Leeds", "COVID-19. ", "\n", "the", "’s", "\x85"]),
    max_size=40,
).map(" ".join)


@pytest.fixture
def page(db):
    return make_case_study(title="Share wheelchairs", result="Fewer were bought")


def entry():
    return SearchEntry.objects.get(type="case-study", gone=False)


def fold_by_other_code():
    """As an older version of this code might have left it."""
    SearchEntry.objects.update(folded="hoists\n\n\n\n\nhoists\n", folded_by=OTHER_CODE)


@given(st.lists(texts, min_size=5, max_size=5))
@settings(max_examples=examples(60, full=500))
def test_what_is_kept_makes_the_same_documents_as_the_texts(five):
    told = dict(zip(TEXTS, five, strict=True))
    fresh, kept = IndexRow(id=1, texts=told), IndexRow(id=1, stored=fold_texts(five).stored())

    assert FoldedTexts.read(kept.stored) == fresh.words
    assert kept.folded == fresh.folded == [words(text) for text in five]
    assert schema.document(kept) == schema.document(fresh)
    assert mapping.document(kept) == mapping.document(fresh)


@pytest.mark.parametrize("name", TEXTS)
def test_each_text_is_a_part_of_it(name):
    told = dict.fromkeys(TEXTS, "Wheelchairs shared")
    changed = told | {name: "Wheelchairs shared by Leeds"}

    assert fold_texts([*told.values()]) != fold_texts([*changed.values()])


def test_the_subject_and_what_it_is_filed_under_are_kept():
    folded = fold_texts(["Beds", "Saved", "Leeds. maternity pathway", "ward to ward", ""])

    assert folded.subject == "beds saved ward"
    assert folded.filed == "leeds"


def test_an_entry_is_folded_when_it_is_written(page):
    assert entry().folded_by == rows.digest()
    assert FoldedTexts.read(entry().folded) == fold_texts([getattr(entry(), one) for one in TEXTS])

    page.title = "Share hoists"
    page.save_revision().publish()

    assert FoldedTexts.read(entry().folded).texts[0] == "share hoists"


def test_a_tombstone_keeps_nothing_of_it(page):
    page.delete()

    left = SearchEntry.objects.get(gone=True)
    assert (left.folded, left.folded_by) == ("", "")


def test_what_is_kept_is_taken_as_it_stands(page):
    SearchEntry.objects.update(folded="hoists\n\n\n\n\nhoists\n")
    get_engine().rebuild()

    assert get_engine().words(sees_network=False).counts(["hoists", "wheelchairs"]).keys() == {
        "hoists"
    }


@pytest.mark.parametrize("leave", [{"folded_by": OTHER_CODE}, {"folded": "", "folded_by": ""}])
def test_what_other_code_folded_is_folded_again_by_whoever_builds(page, leave):
    fold_by_other_code()
    SearchEntry.objects.update(**leave)
    get_engine().rebuild()

    assert titles("wheelchairs") == ["Share wheelchairs"]
    assert titles("hoists") == []


def test_a_reader_writes_nothing(page):
    fold_by_other_code()
    shutil.rmtree(EmbeddedEngine().folder.root)

    assert titles("wheelchairs") == ["Share wheelchairs"]
    assert entry().folded_by == OTHER_CODE


def test_a_repair_folds_again_and_no_index_hears_of_it(page):
    before, at = history.position(), entry().updated_at
    fold_by_other_code()

    assert entries.repair() == 0

    assert (entry().folded_by, history.position()) == (rows.digest(), before)
    assert entry().updated_at == at
    assert FoldedTexts.read(entry().folded).texts[0] == "share wheelchairs"
    assert not SearchEntry.objects.filter(gone=False).exclude(folded_by=rows.digest()).exists()


def test_places_leave_what_is_folded_alone(page):
    before = entry().folded

    entries.set_availability(places=2, case_study_ids=[page.pk])

    assert (entry().places, entry().folded) == (2, before)


def test_another_way_of_folding_is_another_layout_of_both_indexes(monkeypatch):
    before = schema.digest.__wrapped__(), mapping._written_by.__wrapped__()
    monkeypatch.setattr(rows, "digest", lambda: OTHER_CODE)
    after = schema.digest.__wrapped__(), mapping._written_by.__wrapped__()

    assert all(one != other for one, other in zip(before, after, strict=True))


@pytest.mark.parametrize("module", rows.MODULES, ids=lambda module: module.__name__)
def test_the_digest_is_of_every_module_that_folds(module):
    """Each of the project's modules that one of them imports is one of them too."""
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module.startswith(("search", "portal")):
            named = [f"{node.module}.{alias.name}" for alias in node.names]
            used = [one for one in named if (ROOT / f"{one.replace('.', '/')}.py").exists()]
            assert set(used or [node.module]) <= {one.__name__ for one in rows.MODULES}


def test_a_database_of_the_version_before_works_and_is_filled_by_a_rebuild(on_disk, monkeypatch):
    make_case_study(title="Share wheelchairs")
    call_command("migrate", "search", "0008", verbosity=0)
    with monkeypatch.context() as before_migrating:
        before_migrating.setattr(catching_up, "in_passing", lambda _: pytest.fail("too early"))
        assert checks.index_is_in_step(["default"]) == []
    call_command("migrate", "search", verbosity=0)
    shutil.rmtree(EmbeddedEngine().folder.root)

    assert (entry().folded, entry().folded_by) == ("", "")
    assert titles("wheelchairs") == ["Share wheelchairs"]

    call_command("rebuild_index", verbosity=0)
    assert FoldedTexts.read(entry().folded).texts[0] == "share wheelchairs"
    assert titles("wheelchairs") == ["Share wheelchairs"]
