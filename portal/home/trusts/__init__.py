"""The register for readers: the list with its map, and the page of one trust."""
