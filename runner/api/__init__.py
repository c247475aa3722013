"""The SigmaMind API: requests, and what its answers prove."""
