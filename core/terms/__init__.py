"""Terms of sale: agreements, contracts, payment schedules, and what departs from them."""
