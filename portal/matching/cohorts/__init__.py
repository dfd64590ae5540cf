"""Groups: one exemplar and several of its followers that meet together."""
