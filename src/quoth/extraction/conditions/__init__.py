"""Conditionals: marker, antecedent and consequent, and what kind of condition they make."""
