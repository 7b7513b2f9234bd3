"""Hand labels, honest scores, and an answer to "is it better?"."""
