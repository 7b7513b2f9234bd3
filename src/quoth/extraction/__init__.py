"""One article's way: chunks, prompts, answers, grounding, rules and merging, given a function that asks a model."""
