from __future__ import annotations

import pytest
from django.test import RequestFactory

from portal.accounts.client_address import client_address

CASES = [
    # (peer, X-Forwarded-For, who it is)
    ("203.0.113.9", None, "203.0.113.9"),
    ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
    ("10.0.0.2", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
    ("10.0.0.2", "198.51.100.1, 10.0.0.3", "198.51.100.1"),
    ("10.0.0.2", "10.0.0.4, 10.0.0.3", "10.0.0.4"),
    ("10.0.0.2", "198.51.100.1:4711", "198.51.100.1"),
    ("10.0.0.2", "[2001:db8::1]:4711", "2001:db8::1"),
    ("::ffff:10.0.0.2", "2001:db8::1", "2001:db8::1"),
    ("10.0.0.2", "198.51.100.1, <script>", "10.0.0.2"),
    ("10.0.0.2", "", "10.0.0.2"),
    ("10.0.0.2", None, "10.0.0.2"),
    ("", "198.51.100.1", ""),
]


def test_client_is_whom_the_nearest_untrusted_sender_says(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    wrong = []
    for peer, forwarded, expected in CASES:
        header = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
        found = client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **header))
        if found != expected:
            wrong.append((peer, forwarded, found))

    assert not wrong


@pytest.mark.parametrize("proxies", [[], ["192.0.2.1"]])
def test_nobody_is_a_proxy_unless_the_setting_says_so(settings, proxies):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR="6.6.6.6")

    assert client_address(request) == "10.0.0.2"
