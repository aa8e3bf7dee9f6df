"""Value types, vocabulary and settings; numpy and the standard library only."""
