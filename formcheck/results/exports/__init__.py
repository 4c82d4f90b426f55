"""The results of a review in the formats of other people's tools."""
