"""The `elasticsearch` engine: what a site with many readers runs on."""
