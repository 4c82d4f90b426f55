"""The plain OpenCV window of `formcheck live`, with its sound."""
