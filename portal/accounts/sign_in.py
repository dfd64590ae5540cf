"""Sign-in and sign-up: allauth's flow with the rules of this service.

Only allauth's flow checks passwords and opens sessions. Passwords, the limit on tries, the
confirmed address and the second factor all belong to it. Any other view that checks a password
(Wagtail, Django's admin, a later package) gets "wrong password" from `SignInBackend`; any other
view that opens a session is refused by `refuse_other_sign_ins`. Single sign-on of allauth ends in
the same flow, so it is let in. The adapters say who may open an account, and write our letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.internal.flows.manage_email import sync_user_email_address
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import auth
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse

from portal.accounts import encryption, notifications
from portal.accounts.client_address import client_address
from portal.accounts.delivery import mark_as_automatic
from portal.accounts.models import User
from portal.accounts.models.user import confirmed_addresses

ONE_WAY_IN = "Sign in on the sign-in page of the service: no other form signs anybody in."

_inside_the_flow: ContextVar[bool] = ContextVar("inside_the_sign_in_flow", default=False)


@contextmanager
def sign_in_flow() -> Iterator[None]:
    """What happens inside belongs to allauth's flow. The account adapter alone uses it."""
    token = _inside_the_flow.set(True)
    try:
        yield
    finally:
        _inside_the_flow.reset(token)


class SignInBackend(AuthenticationBackend):
    """Checks a password for allauth's flow only, and keeps no session of an unconfirmed address."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        if not _inside_the_flow.get():
            return None
        return super().authenticate(request, **credentials)

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, in one query; None sends them to sign in again.

        An address that is not confirmed (changed since by an administrator, for instance) holds
        no session, so neither roles nor Wagtail's groups nor a superuser's flag count for it.
        """
        owned = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        user = (
            User.objects.annotate(
                _address_is_confirmed=Exists(confirmed_addresses(OuterRef("pk"))),
                _has_second_factor=Exists(owned),
            )
            .filter(pk=user_id)
            .first()
        )
        if user is None or not self.user_can_authenticate(user) or not user.address_is_confirmed:
            return None
        return user


def refuse_other_sign_ins(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receiver of Django's `user_logged_in`: PermissionDenied unless allauth's flow signs in.

    A request without a method came from no browser (the test client's `force_login`).
    """
    if request.method is None or _inside_the_flow.get():
        return
    auth.logout(request)
    raise PermissionDenied(ONE_WAY_IN)


def keep_this_session(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receiver of allauth's `email_changed`: the other sessions end, this browser's goes on."""
    if request.user.is_authenticated and request.user.pk == user.pk:
        auth.update_session_auth_hash(request, User.objects.get(pk=user.pk))


SERVICE_NAME = "Exemplar"


def check_domain(email: str) -> None:
    """Raise ValidationError unless a new account may have this address."""
    domain = email.lower().rpartition("@")[2]
    allowed = settings.ACCOUNT_ALLOWED_DOMAINS
    if not any(domain == name or domain.endswith(f".{name}") for name in allowed):
        raise ValidationError(
            f"Use your work e-mail address. It must end in {' or '.join(allowed)}."
        )


class AccountAdapter(DefaultAccountAdapter):
    def clean_email(self, email: str) -> str:
        """The address in lower case. Forms ask this for the addresses of existing accounts too
        (a reset, for instance), so the rule of the domain is not here.
        """
        return super().clean_email(email).lower()

    def validate_unique_email(self, email: str) -> str:
        """The one hook that every form for a new account passes, single sign-on's included."""
        check_domain(email)
        return super().validate_unique_email(email)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom the limits count: see `TRUSTED_PROXIES`."""
        return client_address(request) or "unknown"

    # Signing in -----------------------------------------------------------------------------

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password, within the limits. `SignInBackend` answers nobody else."""
        with sign_in_flow():
            return super().authenticate(request, **credentials)

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session: allauth calls this once every stage has been passed."""
        with sign_in_flow():
            super().login(request, user)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Someone whose address an administrator has changed confirms the new one first."""
        response = super().pre_login(request, user, **kwargs)
        if response or kwargs["signup"] or user.address_is_confirmed:
            return response
        sync_user_email_address(user)
        address = EmailAddress.objects.get_for_user(user, user.email)
        send_verification_email_to_address(request, address)
        return self.respond_email_verification_sent(request, user)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try against the account at this address, the address, and the account."""
        super().pre_authenticate(request, **credentials)
        self._account_usage = ratelimit.consume(request, **_whole_account(credentials))
        if not self._account_usage:
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # With the address: whoever guesses elsewhere must not lock the owner out.
        return f"{_login(credentials)}:{self.get_client_ip(request)}"

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        self._account_usage.rollback()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, **_whole_account(credentials))

    # Letters --------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every letter of allauth, in the name of the service and with links to its address.

        It is sent in the background: a mail server that is away is no error of who signs up.
        What the browser called the host is a visitor's word: it is never put into a letter.
        """
        base = urlsplit(settings.PORTAL_BASE_URL)
        site = SimpleNamespace(
            name=SERVICE_NAME, domain=base.netloc, address=settings.PORTAL_BASE_URL
        )
        letter = {"request": self.request, "email": email, **context, "current_site": site}
        for name, value in context.items():
            if name.endswith("_url") and isinstance(value, str):
                moved = urlsplit(value)._replace(scheme=base.scheme, netloc=base.netloc)
                letter[name] = moved.geturl()
        notifications.post(self.render_mail(template_prefix, email, letter), kind=template_prefix)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Marked as automatic, so that no absence notice answers it."""
        return mark_as_automatic(super().render_mail(template_prefix, email, context, headers))


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor, with a sentence that says what to do about a wrong code."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is wrong, or was used before. Enter the one shown now.",
    }

    def encrypt(self, text: str) -> str:
        """How allauth keeps a secret."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What allauth kept."""
        return encryption.decrypt(encrypted_text)


def _login(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "").lower()


def _whole_account(credentials: dict[str, Any]) -> dict[str, str]:
    return {
        "app": "allauth.account",
        "action": "login_failed_for_account",
        "key": _login(credentials),
    }
