"""The engine: what follows from what happened. This is how it works.

Everything that happens is an event in an append-only log, and everything else follows from the log. An event is held
against what is known (`pipeline.admission`) and says by its type what it brings (`happenings`): mostly facts. Facts
in force are all that counts: a correction takes some away and brings others, and is nothing special. `reach` finds
which rules, at which units, these facts can touch, so that the cost of an event does not grow with what is there.

For these rules `pipeline.gathering` reads what they watch (`facts`), units that see the same are put together
(`deciding.grouping`), and for each such group one outcome is worked out (`deciding.outcomes`): a state, and a due
date counted by a convention and a calendar (`counting`, `calendars`). Rules are taken in the order in which they wait
for each other, so that one pass is enough. What differs from the rows there are is a change (`deciding.verdicts`);
who is told of it, and why, is `telling`. The Decision has it all; `deciding.rows` makes rows of it, which are written
in bulk with the event, in one transaction.

A single event is a batch of one. When a log is followed again (`Service.replay`), events that touch different tasks
go in one batch, by the same steps: so a rebuilt state equals the kept one, and every question (`asking`) about then,
about a day, about what if, is answered by following a log. The core does no I/O of its own: `service` and `asking`
begin transactions, and what lies below reads through the `snapshot` of one, or is a pure function of values.
"""
