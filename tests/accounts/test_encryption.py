from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.utils import timezone

from portal.accounts import encryption
from tests.builders.accounts import make_user

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OLD, NEW = "the-key-of-last-year-" * 3, "the-key-of-this-year-" * 3


@pytest.fixture
def person():
    # A code is refused a second time, which is remembered there.
    cache.clear()
    return make_user("editor@example.nhs.uk")


def code():
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def fits(person):
    return TOTP(Authenticator.objects.get(user=person, type="totp")).validate_code(code())


def kept(person):
    return Authenticator.objects.get(user=person, type="totp").data["secret"]


def in_the_clear(person):
    return Authenticator.objects.create(user=person, type="totp", data={"secret": SECRET})


def test_a_new_second_factor_is_not_in_the_database(person):
    TOTP.activate(person, SECRET)

    assert SECRET not in kept(person)
    assert fits(person)


def test_recovery_codes_are_not_in_the_database(person):
    codes = RecoveryCodes.activate(person).get_unused_codes()
    row = Authenticator.objects.get(user=person, type="recovery_codes")

    assert row.data["seed"].startswith(encryption.PREFIX)
    assert RecoveryCodes(row).validate_code(codes[0])


def test_one_of_the_version_before_works_and_the_job_encrypts_it(person):
    in_the_clear(person)
    assert encryption.decrypt(kept(person)) == SECRET

    assert encryption.encrypt_stored(timezone.now()) == 1

    assert SECRET not in kept(person)
    assert fits(person)
    assert encryption.encrypt_stored(timezone.now()) == 0


def test_a_new_key_reads_with_the_old_behind_it_and_alone_after_the_job(person, settings):
    settings.SECRET_KEY = OLD
    TOTP.activate(person, SECRET)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert encryption.decrypt(kept(person)) == SECRET

    encryption.encrypt_stored(timezone.now())
    settings.SECRET_KEY_FALLBACKS = []

    assert fits(person)


def test_without_its_key_no_code_fits_and_nothing_is_lost(person, settings):
    settings.SECRET_KEY = OLD
    TOTP.activate(person, SECRET)
    before = kept(person)
    settings.SECRET_KEY = NEW

    assert not fits(person)
    assert not TOTP(Authenticator.objects.get()).validate_code(
        format_hotp_value(hotp_value("", next(yield_hotp_counters_from_time())))
    )
    assert encryption.encrypt_stored(timezone.now()) == 0
    assert kept(person) == before
