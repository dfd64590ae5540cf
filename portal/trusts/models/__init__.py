from portal.trusts.models.figure import TrustFigure
from portal.trusts.models.trust import Trust, TrustQuerySet

__all__ = ["Trust", "TrustFigure", "TrustQuerySet"]
