"""How the program reaches its users: hooks, packages, images, and what stands at the front of the repository."""
