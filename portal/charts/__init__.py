"""Charts as plain geometry, which templates draw as SVG beside a table of the same figures.

Why no library: pygal puts a script and a style sheet into each drawing, which the content policy
of the site refuses; matplotlib draws its letters as outlines; leather has neither a title nor a
role for screen readers, and none draws a run chart or the spread of a result.
"""
