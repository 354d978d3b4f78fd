"""Every command by its name: where its function is, and what its help says. Commands are loaded when asked for.

Functions are named in text, so that the table imports no command: commands stand above it, and the demo above them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.problems import N_


@dataclass(frozen=True, slots=True)
class Leaf:
    """A command: `module:function` below `adapters`, and its help."""

    function: str
    help: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A group of commands."""

    commands: Mapping[str, "Leaf | Branch"]
    help: str
    alone: str = ""  # the one of them that is meant where none is named


ROOT = Branch(
    {
        "init": Leaf("cli.operations.init:init", N_("Make a new database; all other commands ask for one.")),
        "demo": Leaf("demo.command:demo", N_("Watch the main job done on a real plan, in a folder of its own.")),
        "check": Leaf(
            "cli.asking.plans:check", N_("Report everything that is wrong with a plan file, with line and column.")
        ),
        "plan": Branch(
            {
                "add": Leaf("cli.recording.plans:add", N_("Adopt a plan: one that ships with the program, or a file.")),
                "amend": Leaf(
                    "cli.recording.plan_amendments:amend",
                    N_("Amend a plan: a new version is compared, and each row taken or kept."),
                ),
                "close": Leaf(
                    "cli.recording.ending.commands:close",
                    N_("Close a plan: it is said of each open row whether it is done or no longer required."),
                ),
                "replace": Leaf(
                    "cli.recording.ending.commands:replace",
                    N_("Close a plan for which another stands: open rows may pass to rows of that."),
                ),
                "list": Leaf(
                    "cli.asking.plans:list_plans", N_("List the plans in force, and those that ship with the program.")
                ),
                "show": Leaf(
                    "cli.asking.plans:show",
                    N_("Show a plan: its milestones, its rules, and the phrases they come from."),
                ),
                "export": Leaf(
                    "cli.asking.registers.command:export", N_("Write a plan, and how far it has come, as a document.")
                ),
            },
            N_("Plans: adopt, amend, close, replace, list, show, export."),
        ),
        "units": Branch(
            {
                "add": Leaf(
                    "cli.recording.units:add",
                    N_("Register agencies: from the official list, or from an XLSX, CSV or YAML file."),
                ),
                "list": Leaf("cli.asking.units:list_units", N_("List the agencies that are registered.")),
                "contacts": Leaf(
                    "cli.recording.telling.contacts:contacts",
                    N_("See and set the addresses of an agency: of its officers, its leader, and for copies."),
                ),
                "merge": Leaf(
                    "cli.recording.succession:merge", N_("Log that an agency became part of another, which takes over.")
                ),
                "split": Leaf(
                    "cli.recording.succession:split", N_("Log that an agency became several; one of them takes over.")
                ),
                "end": Leaf("cli.recording.succession:end", N_("Log that an agency ended, or all of a kind at once.")),
                "rename": Leaf("cli.recording.succession:rename", N_("Log that an agency is called otherwise.")),
                "digest": Leaf(
                    "cli.recording.telling.digests:digest",
                    N_("Say at which hour an agency is told all in one message."),
                ),
                "forget": Leaf("cli.recording.forgetting:forget", N_("Erase addresses of an agency.")),
            },
            N_("Agencies: register, list, merge, split, end, rename; when they are told; erase addresses."),
        ),
        "report": Leaf(
            "cli.recording.filing.reporting:report",
            N_("Report how tasks stand; keep what was handed up, and see what is otherwise since."),
        ),
        "files": Branch(
            {
                "add": Leaf(
                    "cli.recording.filing.attaching:add",
                    N_("Keep files with an event: a scan, a product, a plan's PDF."),
                ),
                "list": Leaf("cli.asking.filing.files:list_files", N_("List the files of an event, a task or a plan.")),
                "get": Leaf(
                    "cli.asking.filing.files:get", N_("Write a file that is kept, unchanged; it is not opened.")
                ),
            },
            N_("Files that are kept with events: add, list, get."),
        ),
        "happenings": Branch(
            {
                "list": Leaf(
                    "cli.asking.happenings:list_happenings",
                    N_("List what plans count from: by which milestones of which plans, where, and when."),
                ),
                "join": Leaf(
                    "cli.recording.joining.commands:join",
                    N_("Log that milestones of several plans are one happening: said of one, it is said of all."),
                ),
                "part": Leaf(
                    "cli.recording.joining.commands:part",
                    N_("Log that milestones are different happenings, joined or not."),
                ),
            },
            N_("Happenings that several plans count from: list, join, part."),
        ),
        "log": Leaf(
            "cli.recording.milestones:log", N_("Log that a milestone is planned or held, and see what follows.")
        ),
        "correct": Leaf(
            "cli.recording.corrections:correct", N_("Correct an event that was recorded wrongly; what followed moves.")
        ),
        "withdraw": Leaf(
            "cli.recording.corrections:withdraw", N_("Take an event back; what followed from it is closed or moved.")
        ),
        "today": Leaf(
            "cli.asking.looking.today:today",
            N_("Say what is overdue, due today or soon, without a date, or waits for a decision."),
        ),
        "tasks": Leaf("cli.asking.tasks:tasks", N_("List tasks with their due dates.")),
        "explain": Leaf(
            "cli.asking.explain:explain", N_("Show why a task is due when it is: the rule, the events, the count.")
        ),
        "letter": Leaf(
            "cli.asking.urging.command:letter",
            N_("Write the letter that urges each agency whose tasks are late, with the list of them."),
        ),
        "dossier": Leaf(
            "cli.asking.dossiers.command:dossier", N_("Write all that is kept of a task as one PDF, for an inspector.")
        ),
        "feed": Leaf(
            "cli.asking.feeds.command:feed",
            N_("Write an agency's due dates as a file for calendar programs (iCalendar)."),
        ),
        "feeds": Branch(
            {
                "add": Leaf(
                    "cli.recording.feeds.addresses:add",
                    N_("Make an address under which calendar programs can ask for an agency's due dates."),
                ),
                "list": Leaf(
                    "cli.recording.feeds.addresses:list_addresses",
                    N_("List the addresses of calendars, and which were revoked."),
                ),
                "revoke": Leaf("cli.recording.feeds.addresses:revoke", N_("Take an address of a calendar back.")),
            },
            N_("Addresses of calendars: add, list, revoke."),
        ),
        "webhooks": Branch(
            {
                "add": Leaf(
                    "cli.recording.hooks.webhooks:add",
                    N_("Have a program told what an agency is told, or what is told of a plan."),
                ),
                "list": Leaf("cli.recording.hooks.webhooks:list_webhooks", N_("List the programs that are told.")),
                "remove": Leaf("cli.recording.hooks.webhooks:remove", N_("Have a program told no more.")),
            },
            N_("Programs that are told over HTTP: add, list, remove."),
        ),
        "link": Leaf(
            "cli.asking.links.command:link",
            N_("Make a signed link by which a unit acts on a task, or say what one is."),
        ),
        "what-if": Leaf(
            "cli.asking.what_if:what_if", N_("Compare what would follow if a milestone were on one day or another.")
        ),
        "accesses": Leaf("cli.asking.looking.accesses:accesses", N_("List who looked at secret rows, the last first.")),
        "events": Leaf("cli.asking.events:events", N_("List what is in the log, the last first.")),
        "assign": Leaf(
            "cli.recording.rows.letters:assign", N_("Give one task by a letter, or add it to a plan, without a file.")
        ),
        "row": Branch(
            {
                "change": Leaf("cli.recording.rows.changes:change", N_("Change one row of a plan in force.")),
                "drop": Leaf("cli.recording.rows.changes:drop", N_("Take one row out of a plan in force.")),
            },
            N_("Single rows of plans: change, drop; `assign --plan` adds one."),
        ),
        "ack": Leaf("cli.recording.course.remarks:ack", N_("Log that a unit has taken up a task.")),
        "progress": Leaf(
            "cli.recording.course.remarks:progress",
            N_("Log how far a task has come, what is in its way, and what is asked for."),
        ),
        "done": Leaf("cli.recording.reports:done", N_("Report a task as done.")),
        "accept": Leaf("cli.recording.course.acceptance:accept", N_("Log that what was reported done is accepted.")),
        "return": Leaf(
            "cli.recording.course.acceptance:return_report",
            N_("Log that a report is returned: the task is open again, with a new day if one is given."),
        ),
        "delegate": Leaf(
            "cli.recording.course.assigning:delegate",
            N_("Log that inside a unit a person was given a task, with an earlier day of his own."),
        ),
        "part": Branch(
            {
                "ask": Leaf(
                    "cli.recording.course.parts:ask", N_("Log that a cooperating unit was asked for its part.")
                ),
                "answer": Leaf("cli.recording.course.parts:answer", N_("Log that it has answered.")),
            },
            N_("Parts of cooperating units: asked for, answered."),
        ),
        "set-date": Leaf("cli.recording.reports:set_date", N_("Give a task its date, or another one.")),
        "suspend": Leaf(
            "cli.recording.suspensions:suspend", N_("Log that tasks are suspended: their time stands still.")
        ),
        "resume": Leaf(
            "cli.recording.suspensions:resume", N_("Log that a suspension ended: what was left of the time runs again.")
        ),
        "extend": Branch(
            {
                "ask": Leaf("cli.recording.extensions:ask", N_("Log that more time was asked for.")),
                "grant": Leaf("cli.recording.extensions:grant", N_("Log that more time was given.")),
                "refuse": Leaf("cli.recording.extensions:refuse", N_("Log that no more time is given.")),
            },
            N_("More time for a task: asked, granted, refused."),
        ),
        "due": Leaf("cli.asking.due:due", N_("Count a period from a day, without any plan.")),
        "read": Leaf("cli.asking.read_phrase:read", N_("Read a deadline phrase in Vietnamese.")),
        "import": Leaf(
            "cli.asking.import_document:import_file", N_("Make a plan file of a document (DOCX, XLSX, PDF).")
        ),
        "calendar": Branch(
            {
                "show": Leaf(
                    "cli.asking.calendar:calendar",
                    N_("Show which days are worked and which are not, and by which document."),
                ),
                "amend": Leaf(
                    "cli.recording.calendars:amend",
                    N_(
                        "Make days off, working days or half days, or set a cut-off hour; the dates counted by it move."
                    ),
                ),
                "take": Leaf(
                    "cli.recording.calendar_files:take",
                    N_("Take in the days of a signed calendar file, a new year's for example; the dates move."),
                ),
            },
            N_("Working days and holidays."),
        ),
        "sweep": Leaf(
            "cli.operations.sweep:sweep", N_("Do once what the passing of time asks for, and send what is to be sent.")
        ),
        "run": Leaf("cli.operations.run:run", N_("Sweep and send again and again, until stopped.")),
        "serve": Leaf(
            "cli.operations.web.serve:serve",
            N_("Serve the pages and the API, and sweep and send beside them, until stopped."),
        ),
        "users": Branch(
            {
                "add": Leaf(
                    "cli.operations.accounts.users:add", N_("Let somebody sign in; the password is read from input.")
                ),
                "list": Leaf("cli.operations.accounts.users:list_users", N_("List who may sign in, and as what.")),
                "password": Leaf("cli.operations.accounts.users:password", N_("Give somebody another password.")),
                "hand-over": Leaf(
                    "cli.operations.accounts.handing_over:hand_over",
                    N_("Put somebody in the place of an officer who leaves."),
                ),
                "end": Leaf("cli.operations.accounts.users:end", N_("Let somebody sign in no more.")),
            },
            N_("Who may sign in: add, list, password, hand over, end."),
        ),
        "tokens": Branch(
            {
                "add": Leaf(
                    "cli.operations.accounts.tokens:add",
                    N_("Make a token for a program, and print it: this once."),
                ),
                "list": Leaf("cli.operations.accounts.tokens:list_tokens", N_("List tokens, and which were revoked.")),
                "revoke": Leaf("cli.operations.accounts.tokens:revoke", N_("Take a token back.")),
            },
            N_("Tokens of programs: add, list, revoke."),
        ),
        "status": Leaf(
            "cli.operations.status:status", N_("Say how far the days have come, and what waits for somebody to look.")
        ),
        "outbox": Branch(
            {
                "list": Leaf("cli.operations.outbox:outbox", N_("List the messages, and send parked ones again.")),
                "show": Leaf(
                    "cli.operations.telling.messages:show",
                    N_("Show a message: every attempt in plain words, and what to do."),
                ),
                "preview": Leaf(
                    "cli.operations.outbox:preview", N_("Write what would leave into a folder; nothing is sent.")
                ),
                "approve": Leaf(
                    "cli.operations.approvals:approve", N_("Let the messages of an event go that wait for approval.")
                ),
                "hold": Leaf("cli.operations.approvals:hold", N_("Have the messages of an event wait for approval.")),
                "cancel": Leaf(
                    "cli.operations.approvals:cancel", N_("Say that the messages of an event that wait shall never go.")
                ),
            },
            N_("Messages: listed, sent again, held until they are approved."),
            alone="list",
        ),
        "bounces": Branch(
            {
                "list": Leaf(
                    "cli.operations.bounces.command:list_marks", N_("List the addresses that take no mail, and why.")
                ),
                "read": Leaf(
                    "cli.operations.bounces.command:read",
                    N_("Read mail that came back: from the mailbox in the settings, a file, a Maildir or a pipe."),
                ),
                "clear": Leaf(
                    "cli.operations.bounces.command:clear", N_("Say that an address is right, and write to it again.")
                ),
            },
            N_("Mail that came back: read, addresses that take none."),
            alone="list",
        ),
        "verify": Leaf(
            "cli.asking.verify:verify_log",
            N_("Rebuild everything from the log and compare; check the log's own chain."),
        ),
        "settings": Leaf(
            "cli.operations.settings:show_settings", N_("Show the settings that hold, and where each comes from.")
        ),
        "backup": Leaf(
            "cli.operations.backup:backup", N_("Keep all that the database holds in one file, also while others work.")
        ),
        "restore": Leaf(
            "cli.operations.backup:restore",
            N_("Make the database anew of a backup; nothing is sent until somebody has looked."),
        ),
        "migrate": Leaf(
            "cli.operations.migrate:migrate_store", N_("Bring a database of an older version up to this one.")
        ),
        "bench": Leaf("cli.operations.bench:bench", N_("Measure this machine; prints JSON.")),
    },
    N_("Deadlines that depend on events: log an event, see what becomes due, when, and why."),
)
