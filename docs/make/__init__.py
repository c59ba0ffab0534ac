"""What makes parts of docs/ and the product's tables of data, each `python -m docs.make.NAME` in a checkout; none is in the wheel.

May import the product and the tests; only tests import it. `tables`, `pictures`, `cities`, `common_words`.
"""
