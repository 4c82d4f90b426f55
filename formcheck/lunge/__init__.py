"""What the body is doing: stance, angles, view, bands, phases, faults."""
