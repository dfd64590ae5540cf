"""The screens of matching. HTTP only: rows come through `access`, changes through commands."""
