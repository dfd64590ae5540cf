"""Programmes as their manager sets them up: areas, dates, rules, weights, reserves and rounds."""
