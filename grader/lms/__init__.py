"""Files for learning management systems. The writers are pure: grades and a template go in, text comes out."""
