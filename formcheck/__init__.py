"""Watch the half-kneeling hip-flexor stretch, measure it, and say in time what to mend."""
