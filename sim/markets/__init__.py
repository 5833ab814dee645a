"""The three markets: goods, labour, credit."""
