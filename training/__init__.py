"""Commands that make the files under ``rag/weights``; nothing here runs when a question is asked."""
