"""Programs that measure what Quoth claims of itself, and the simulated endpoint that they share with the tests."""
