"""Notifications to Zalo by telephone number (ZNS): what is asked, and the tokens by which Zalo knows us."""
