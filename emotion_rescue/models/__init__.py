"""External models behind the Protocols of core; one library per file."""
