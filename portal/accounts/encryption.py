"""Secrets of second factors, encrypted in the database: a stolen copy of it makes no codes.

The key is made from SECRET_KEY; those of SECRET_KEY_FALLBACKS still read. What an earlier version
stored in the clear is read as it is, and a job writes it anew under the key of today. No migration
does that: the version before this one goes on signing people in while both serve.
"""

from __future__ import annotations

import base64
import logging
import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from portal.background import jobs

logger = logging.getLogger(__name__)

PREFIX = "fernet:"
JOB = "accounts.encrypt"
SECRETS = ("secret", "seed")
LISTS = ("migrated_codes",)


def encrypt(text: str) -> str:
    """The text under the key of today."""
    return PREFIX + _keys().encrypt(text.encode()).decode()


def decrypt(kept: str) -> str:
    """What was encrypted, or kept in the clear by an earlier version.

    Where no key reads it, a random secret: nobody's code fits, and an administrator takes the
    second factor away.
    """
    if not kept.startswith(PREFIX):
        return kept
    try:
        return _keys().decrypt(kept.removeprefix(PREFIX).encode()).decode()
    except InvalidToken:
        logger.error("A second factor was encrypted with a key that is not set any more.")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def encrypt_stored(now: datetime) -> int:
    """Write every secret that is in the clear, or under a key of before, under the key of today.

    Returns how many people's. A secret that no key reads is left as it is.
    """
    return jobs.each(list(Authenticator.objects.values_list("pk", flat=True)), _encrypt_one)


def _encrypt_one(pk: int) -> int:
    # Locked: its owner may be using a recovery code at this moment.
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if row is None or not _renew(row.data):
        return 0
    row.save(update_fields=["data"])
    return 1


def _renew(data: dict[str, Any]) -> bool:
    found: dict[str, Any] = {name: _renewed(data[name]) for name in SECRETS if data.get(name)}
    found |= {name: [_renewed(one) for one in data[name]] for name in LISTS if data.get(name)}
    if all(data[name] == value for name, value in found.items()):
        return False
    data.update(found)
    return True


def _renewed(kept: str) -> str:
    if not kept.startswith(PREFIX):
        return encrypt(kept)
    token = kept.removeprefix(PREFIX).encode()
    try:
        _key(settings.SECRET_KEY).decrypt(token)
        return kept
    except InvalidToken:
        pass
    try:
        return PREFIX + _keys().rotate(token).decode()
    except InvalidToken:
        return kept


def _keys() -> MultiFernet:
    return MultiFernet([_key(one) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    # A key of its own, which nothing else that is signed with SECRET_KEY shares.
    digest = sha256(b"portal.accounts.encryption:" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
