"""The bulk engine, which checks plain blocks of a large list at once."""
