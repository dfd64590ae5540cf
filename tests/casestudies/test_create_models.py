import pytest
from django.db import connection, models
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

from casestudies.create_models import CreateModels

SHELF = CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))])
BOOK = CreateModel(
    "Book",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("shelf", models.ForeignKey("library.Shelf", models.CASCADE)),
    ],
)


def tables():
    return {"library_shelf", "library_book"} & set(connection.introspection.table_names())


@pytest.mark.django_db(transaction=True)
def test_models_that_point_at_each_other_are_created_and_removed_together():
    together, before, after = CreateModels([SHELF, BOOK]), ProjectState(), ProjectState()
    together.state_forwards("library", after)

    with connection.schema_editor() as editor:
        together.database_forwards("library", editor, before, after)
    made = tables()
    with connection.schema_editor() as editor:
        together.database_backwards("library", editor, after, before)

    assert made == {"library_shelf", "library_book"}
    assert not tables()


def test_the_classes_of_a_state_know_the_models_that_were_created_together():
    state = ProjectState()
    assert list(state.apps.get_models()) == []

    CreateModels([SHELF, BOOK]).state_forwards("library", state)

    assert state.apps.get_model("library", "Book")._meta.get_field("shelf").related_model is (
        state.apps.get_model("library", "Shelf")
    )
