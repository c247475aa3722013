"""Contact lists that a cluster's workers read, and whose numbers stay in their memory."""
