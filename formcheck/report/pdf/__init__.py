"""Reports and handouts as PDF: `sheets` draws on paper, the others say what stands there."""
