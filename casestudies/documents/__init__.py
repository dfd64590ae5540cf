"""Start from a document: read it into plain blocks, then put the blocks where they belong."""
