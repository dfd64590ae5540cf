"""How alike two trusts are: pure functions on facts. No database, no clock, no settings."""
