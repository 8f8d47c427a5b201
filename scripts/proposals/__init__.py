"""Turn what a check of the vendor's page found into edits of a copy of spec/twintone.yaml.

Data flows one way: findings become edits of plain data (`edits`), each of which is compared with the page again
(`propose`), and the outcome is written into the text of the description line by line (`rewrite`).
"""
