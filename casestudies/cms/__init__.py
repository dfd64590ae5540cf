"""What the editor below /cms/ shows, and which of Wagtail's own actions are switched off."""
