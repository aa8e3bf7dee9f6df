"""The order of work from frame to judgement; models are injected."""
