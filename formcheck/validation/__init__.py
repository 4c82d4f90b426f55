"""How far the learned tilt of the pelvis agrees with an instrument: a clinic's own validation."""
