"""Charts as plain geometry, which templates draw as SVG beside a table of the same figures.

Why no library: pygal puts a script and a style sheet into each drawing, which the content policy
of the site refuses; matplotlib draws its letters as outlines; leather has neither a title nor a
role for screen readers. Vega-Lite by vl-convert could: it is 84 MB and runs a JavaScript engine in
every server process.
"""
