"""Small programs to start from; nothing else imports them."""
