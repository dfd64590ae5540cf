from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.sign_in import AccountAdapter


@pytest.mark.parametrize("email", ["A.B@nhs.net", "a@trust.nhs.uk", "a@nhs.uk"])
def test_nhs_address_is_taken_in_lower_case(email):
    adapter = AccountAdapter()

    assert adapter.validate_unique_email(adapter.clean_email(email)) == email.lower()


@pytest.mark.parametrize("email", ["a@gmail.com", "a@notnhs.net", "a@nhs.net.evil.example"])
def test_new_account_elsewhere_is_refused_with_what_to_do(email):
    with pytest.raises(ValidationError, match=r"must end in nhs\.net or nhs\.uk"):
        AccountAdapter().validate_unique_email(email)


def test_allow_list_is_a_setting(settings):
    settings.ACCOUNT_ALLOWED_DOMAINS = ["example.org"]

    assert AccountAdapter().validate_unique_email("a@example.org") == "a@example.org"
