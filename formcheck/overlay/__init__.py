"""What is drawn over the picture of a judged frame: limbs, angles, the tilt of the pelvis, the cue."""
