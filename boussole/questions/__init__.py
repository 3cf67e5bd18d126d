"""One module a question: store → rules → disclosure → an answer to show. The only place that holds them together."""
