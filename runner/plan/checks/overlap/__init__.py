"""Who would be called by several campaigns, or too often."""
