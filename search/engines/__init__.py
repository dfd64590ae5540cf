"""What does the finding: two engines that take the same plan and bring the same answer.

A view, a feed, an alert and the evaluation pass a `SearchQuery` to `search.site_engine` and get
`SearchResults`; nothing above that line knows which engine answers.
"""
