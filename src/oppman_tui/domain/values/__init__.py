"""Plain values, as they are typed, kept and shown: dates, amounts, texts, ids."""
