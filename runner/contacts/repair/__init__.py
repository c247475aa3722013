"""The fixed copy of a contact list."""
