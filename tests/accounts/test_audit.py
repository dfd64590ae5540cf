from __future__ import annotations

import pytest

from portal.accounts import audit
from portal.accounts.models import AuditEntry
from tests.builders.accounts import make_user
from tests.builders.trusts import make_trust


@pytest.mark.django_db
def test_entry_says_who_did_what_to_which_record():
    person, trust = make_user(), make_trust()

    audit.record(by=person, action="trust.renamed", subject=trust, trust=trust, year=2024)

    entry = AuditEntry.objects.get(action="trust.renamed")
    assert (entry.by, entry.action, entry.trust) == (person, "trust.renamed", trust)
    assert (entry.subject_type, entry.subject_id) == ("trusts.trust", str(trust.pk))
    assert entry.detail == {"year": 2024}


@pytest.mark.django_db(transaction=True)
def test_entry_outside_a_transaction_is_refused():
    trust = make_trust()

    with pytest.raises(RuntimeError, match="transaction"):
        audit.record(by=None, action="x", subject=trust)

    assert not AuditEntry.objects.filter(action="x").exists()
