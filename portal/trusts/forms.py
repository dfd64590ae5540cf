"""The editor's form of a trust."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from portal.trusts.models import check_no_circle, succession_links


class TrustForm(WagtailAdminModelForm):
    """Refuses successors that lead back to the trust, next to their field."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = cleaned.get("successors")
        if self.instance.pk is not None and chosen is not None:
            links = succession_links()
            links[self.instance.pk] = {trust.pk for trust in chosen}
            check_no_circle(links, self.instance.pk)
        return cleaned
