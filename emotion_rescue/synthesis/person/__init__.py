"""Who the synthetic people are: inner states, and bodies, faces and clothes that show them."""
