"""Does the rear knee rest on something, or is it in the air? Keypoints do not show it; the picture does."""
