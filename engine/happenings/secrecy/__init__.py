"""How secret a plan may be here, and who may make it less so."""
