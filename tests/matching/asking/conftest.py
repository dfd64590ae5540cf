from tests.matching.screens.conftest import outsider, pair, signed_in, small

__all__ = ["outsider", "pair", "signed_in", "small"]
