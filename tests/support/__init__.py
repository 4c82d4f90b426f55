"""What several tests share: bodies of known angles, clips made on the spot, commands as typed, a real browser."""
