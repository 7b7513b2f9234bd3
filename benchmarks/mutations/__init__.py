"""Correct answers broken in known ways and put through the production way: what do grounding and rules catch?"""
