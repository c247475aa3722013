"""Files written whole or not at all, and paths confined to the repository."""
