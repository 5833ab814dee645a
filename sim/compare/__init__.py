"""Several plans on the same random numbers: paired effects, who beats whom, ranks, cost, winners and losers."""
