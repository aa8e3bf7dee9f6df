"""How the default weights are made."""
