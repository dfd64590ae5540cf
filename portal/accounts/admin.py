"""People, roles and the audit trail in the Wagtail admin: screens for administrators.

The permission matrix says who sees them.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from portal.accounts import audit, invitations, roles
from portal.accounts.audit import export_cells
from portal.accounts.forms import PersonCreationForm, PersonEditForm, RoleForm
from portal.accounts.models import AuditEntry, RoleAssignment, User
from portal.accounts.permissions import Action, Role, can

PEOPLE_COLUMNS = ["first_name", "last_name", "email", "job_title", "is_active", "last_login"]
ROLE_COLUMNS = ["user", "role", "trust"]
AUDIT_COLUMNS = ["at", "by", "action", "subject_type", "subject_id", "trust"]


def _asked_for(request: HttpRequest, *names: str) -> dict[str, Any]:
    """What a link to a form fills in."""
    return {name: request.GET[name] for name in names if name in request.GET}


class PersonEditView(EditView):
    """Nobody but a superuser edits a superuser: an e-mail address is a way in."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Superusers are Wagtail's and Django's own: the matrix gives them nothing, and takes none.
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied


class PeopleIndexView(IndexView):
    """The list of people; as a file it holds what it shows."""

    custom_field_preprocess = export_cells(PEOPLE_COLUMNS)


class PersonCreateView(CreateView):
    """Invites a person: adds them, with a role if one is chosen, and mails a one-time link."""

    page_title = "Invite"
    page_subtitle = "Person"
    submit_button_label = "Invite"
    success_message = "%(object)s is invited: a link to choose a password is on its way by e-mail."

    def get_initial(self) -> dict[str, Any]:
        return _asked_for(self.request, "role", "trust")

    def save_instance(self) -> User:
        role, trust = self.form.cleaned_data["role"], self.form.cleaned_data["trust"]
        with transaction.atomic():
            user = super().save_instance()
            if role:
                roles.grant(user=user, role=Role(role), trust=trust, by=self.request.user)
            self._link = invitations.make_link(user)
            audit.record(by=self.request.user, action="person.invited", subject=user)
        return user

    def form_valid(self, form: PersonCreationForm) -> HttpResponse:
        answer = super().form_valid(form)
        invitations.post_link(self.object, self._link)
        return answer


class PeopleViewSet(UserViewSet):
    """People, without groups and superuser flags: those follow from roles."""

    index_view_class = PeopleIndexView
    list_export = PEOPLE_COLUMNS
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    create_template_name = "wagtailadmin/generic/form.html"
    edit_template_name = "wagtailadmin/generic/form.html"

    def get_form_class(self, for_update: bool = False) -> type:
        return PersonEditForm if for_update else PersonCreationForm


class RoleIndexView(generic.IndexView):
    """Who holds which role."""

    custom_field_preprocess = export_cells(ROLE_COLUMNS)

    def get_base_queryset(self) -> QuerySet[RoleAssignment]:
        return super().get_base_queryset().select_related("user", "trust")


class RoleCreateView(generic.CreateView):
    """Gives the role by command, so that it is audited and the groups follow."""

    def get_initial(self) -> dict[str, Any]:
        return _asked_for(self.request, "user", "role", "trust")

    def save_instance(self) -> RoleAssignment:
        cleaned = self.form.cleaned_data
        return roles.grant(
            user=cleaned["user"],
            role=Role(cleaned["role"]),
            trust=cleaned["trust"],
            by=self.request.user,
        )


class RoleDeleteView(generic.DeleteView):
    """Takes the role away by command."""

    def delete_action(self) -> None:
        held = self.object
        roles.revoke(user=held.user, role=Role(held.role), trust=held.trust, by=self.request.user)


class RoleViewSet(ModelViewSet):
    """Who holds which role. A role is given or taken, never edited."""

    model = RoleAssignment
    name = "roles"
    url_prefix = "roles"
    icon = "group"
    menu_label = "Roles"
    menu_order = 601
    add_to_settings_menu = True
    list_display = ROLE_COLUMNS
    list_export = ROLE_COLUMNS
    list_filter = ["role", "trust"]
    search_fields = ["user__email", "user__last_name", "trust__name", "trust__ods_code"]
    index_view_class = RoleIndexView
    add_view_class = RoleCreateView
    delete_view_class = RoleDeleteView
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type:
        return RoleForm


class AuditIndexView(generic.IndexView):
    """The trail, newest first. Its file has the details too, which are codes and numbers."""

    custom_field_preprocess = export_cells([*AUDIT_COLUMNS, "detail"])

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        return super().get_base_queryset().select_related("by", "trust")


class AuditViewSet(ModelViewSet):
    """What happened, for administrators to read. Nobody writes here."""

    model = AuditEntry
    name = "audit"
    url_prefix = "audit"
    icon = "history"
    menu_label = "Audit trail"
    menu_order = 602
    add_to_settings_menu = True
    index_view_class = AuditIndexView
    list_display = AUDIT_COLUMNS
    list_export = [*AUDIT_COLUMNS, "detail"]
    list_filter = ["action", "trust"]
    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields = ["action"]


def refuse_groups_by_hand(
    request: HttpRequest, action_type: str, objects: list, view: object
) -> HttpResponse | None:
    """A bulk action of Wagtail would put people into groups past the roles, unaudited."""
    if action_type in {"assign_role", "delete"} and getattr(view, "models", None) == [
        PeopleViewSet.model
    ]:
        raise PermissionDenied
    return None


class MatrixPolicy(ModelPermissionPolicy):
    """Wagtail asks Django's permissions; here the matrix answers, for the verbs named."""

    def __init__(self, model: type, action: Action, verbs: set[str]) -> None:
        super().__init__(model)
        self.action, self.verbs = action, verbs

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.verbs and can(user, self.action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return self.user_has_any_permission(user, actions)


def register() -> None:
    """Put the matrix in charge of the two models. Called once, when the app is ready."""
    verbs = {"add", "delete", "view"}
    register_permission_policy(
        RoleAssignment, MatrixPolicy(RoleAssignment, Action.ROLE_ASSIGN, verbs)
    )
    register_permission_policy(AuditEntry, MatrixPolicy(AuditEntry, Action.AUDIT_READ, {"view"}))
