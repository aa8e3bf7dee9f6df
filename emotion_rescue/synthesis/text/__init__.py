"""Written utterances of people at the site of a disaster, with how their speakers feel."""
