"""Gold questions, metrics, the evaluation run and its reports."""
