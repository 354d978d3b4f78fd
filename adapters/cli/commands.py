"""Every command by its name: where its function is, and what its help says. Commands are loaded when asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.problems import N_


@dataclass(frozen=True, slots=True)
class Leaf:
    """A command: `module:function` below `adapters.cli`, and its help."""

    function: str
    help: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A group of commands."""

    commands: Mapping[str, "Leaf | Branch"]
    help: str


ROOT = Branch(
    {
        "demo": Leaf("demonstrating:demo", N_("Watch the main job done on a real plan, in a folder of its own.")),
        "check": Leaf("plans:check", N_("Report everything that is wrong with a plan file, with line and column.")),
        "plan": Branch(
            {
                "add": Leaf("plans:add", N_("Adopt a plan: one that ships with the program, or a file.")),
                "amend": Leaf(
                    "amending:amend", N_("Amend a plan: a new version is compared, and each row taken or kept.")
                ),
                "list": Leaf("plans:list_plans", N_("List the plans in force, and those that ship with the program.")),
                "show": Leaf(
                    "plans:show", N_("Show a plan: its milestones, its rules, and the phrases they come from.")
                ),
                "export": Leaf("documents:export", N_("Write a plan, and how far it has come, as a document.")),
            },
            N_("Plans: adopt, list, show, export."),
        ),
        "units": Branch(
            {
                "add": Leaf("units:add", N_("Register agencies: from the official list, or from a CSV or YAML file.")),
                "list": Leaf("units:list_units", N_("List the agencies that are registered.")),
                "merge": Leaf("succession:merge", N_("Log that an agency became part of another, which takes over.")),
                "split": Leaf("succession:split", N_("Log that an agency became several; one of them takes over.")),
                "end": Leaf("succession:end", N_("Log that an agency ended, and nobody takes its place.")),
                "rename": Leaf("succession:rename", N_("Log that an agency is called otherwise.")),
            },
            N_("Agencies: register, list, merge, split, end, rename."),
        ),
        "log": Leaf("facts:log", N_("Log that a milestone is planned or held, and see what follows.")),
        "correct": Leaf("facts:correct", N_("Correct an event that was recorded wrongly; what followed moves.")),
        "withdraw": Leaf("facts:withdraw", N_("Take an event back; what followed from it is closed or moved.")),
        "tasks": Leaf("tasks:tasks", N_("List tasks with their due dates.")),
        "explain": Leaf(
            "explaining:explain", N_("Show why a task is due when it is: the rule, the events, the count.")
        ),
        "what-if": Leaf(
            "supposing:what_if", N_("Compare what would follow if a milestone were on one day or another.")
        ),
        "events": Leaf("logbook:events", N_("List what is in the log, the last first.")),
        "done": Leaf("facts:done", N_("Report a task as done.")),
        "set-date": Leaf("facts:set_date", N_("Give a task its date, or another one.")),
        "suspend": Leaf("living:suspend", N_("Log that tasks are suspended: their time stands still.")),
        "resume": Leaf("living:resume", N_("Log that a suspension ended: what was left of the time runs again.")),
        "extend": Branch(
            {
                "ask": Leaf("living:ask", N_("Log that more time was asked for.")),
                "grant": Leaf("living:grant", N_("Log that more time was given.")),
                "refuse": Leaf("living:refuse", N_("Log that no more time is given.")),
            },
            N_("More time for a task: asked, granted, refused."),
        ),
        "due": Leaf("counting:due", N_("Count a period from a day, without any plan.")),
        "read": Leaf("phrases:read", N_("Read a deadline phrase in Vietnamese.")),
        "import": Leaf("documents:import_file", N_("Make a plan file of a document (DOCX, XLSX, PDF).")),
        "calendar": Branch(
            {
                "show": Leaf(
                    "counting:calendar", N_("Show which days are worked and which are not, and by which document.")
                ),
                "amend": Leaf(
                    "calendaring:amend",
                    N_(
                        "Make days off, working days or half days, or set a cut-off hour; the dates counted by it move."
                    ),
                ),
            },
            N_("Working days and holidays."),
        ),
        "sweep": Leaf("keeping:sweep", N_("Do once what the passing of time asks for, and send what is to be sent.")),
        "run": Leaf("keeping:run", N_("Sweep every minute, until stopped.")),
        "outbox": Leaf("keeping:outbox", N_("List the messages, and send parked ones again.")),
        "verify": Leaf(
            "verifying:verify_log", N_("Rebuild everything from the log and compare; check the log's own chain.")
        ),
        "migrate": Leaf("keeping:migrate_store", N_("Bring a database of an older version up to this one.")),
        "bench": Leaf("benching:bench", N_("Measure this machine; prints JSON.")),
    },
    N_("Deadlines that depend on events: log an event, see what becomes due, when, and why."),
)
