"""Who is said to say what: quotations, cues, and the speakers of an article's sentences."""
