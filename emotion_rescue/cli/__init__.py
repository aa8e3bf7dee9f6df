"""The emotion-rescue command."""
