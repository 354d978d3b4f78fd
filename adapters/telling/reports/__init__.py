"""Reports of what became of messages: noted, and the address under which gateways give them."""
