"""The off-switch: while it is on, the assistant serves no article and the Hub answers all."""
