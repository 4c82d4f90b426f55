"""Files, photos and cameras in; annotated video out."""
