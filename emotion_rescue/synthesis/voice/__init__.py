"""What synthetic survivors are heard to say and do, in rooms and under noise."""
