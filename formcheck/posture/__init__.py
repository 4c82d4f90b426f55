"""The standing check: how somebody stands seen from the side, how much that varies, and what changed. No verdict."""
