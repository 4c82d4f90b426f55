"""Practice on a phone or tablet in the same network: its certificate, its address, and which devices come back."""
