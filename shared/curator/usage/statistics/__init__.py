"""How much is known in all."""
