"""Keep spec/twintone.yaml true to the vendor's documentation page.

`python -m scripts.docs check DOCS` compares the page with the description, `python -m scripts.docs accept DOCS` stores
the fingerprint of a page that has been read. Data flows one way: source -> rendering -> lines -> page, a list of
statements; description -> claims; both -> findings.
"""
