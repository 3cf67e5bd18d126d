"""From a file to accepted observations: read → recognise → stage → check → load."""
