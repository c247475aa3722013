"""Campaigns as code: outbound call campaigns, planned from files and created exactly once."""

__version__ = "0.1.0"
