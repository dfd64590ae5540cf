"""What the history of exemplars says where there is no register yet."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from portal.matching import history
from portal.matching.models import Programme
from tests.builders.casestudies import make_area

pytestmark = pytest.mark.django_db


def test_an_empty_register_is_named_and_nothing_is_written():
    make_area("Digital", slug="digital")

    with pytest.raises(ValidationError, match="import_trusts"):
        history.load_global_digital_exemplars()
    assert not Programme.objects.exists()


def test_the_command_says_what_is_missing():
    with pytest.raises(CommandError, match="import_trusts"):
        call_command("load_programmes")
