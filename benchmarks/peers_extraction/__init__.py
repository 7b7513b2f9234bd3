"""What another extractor makes of the same articles with the same model, as records that Quoth's scorer scores.

Only what every Python has is imported here and in prompt.py and langextract_articles.py: the peer runs in an
environment of its own, which does not hold Quoth.
"""
