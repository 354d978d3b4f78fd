"""Stories for `thoihan demo`: what happens, day by day, on plans that ship. `adapters.cli.demonstrating` plays them."""
