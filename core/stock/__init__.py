"""Where the goods are: warehouses, rooms, cells, the ledgers of stock, opening balances."""
