"""The fields by which a plan, or one of its rows, says who is told of a task on which days."""

from dataclasses import replace

from rules.plan_file.shapes import Field, Fields, Shape

LADDER: Fields = {
    "reminders": Field(
        shape=Shape.RUNGS,
        vi="Nhắc việc vào những ngày nào, mỗi lần nhắc một dòng; danh sách trống là không nhắc",
        en="On which days a task is reminded of, a line for each; an empty list: on none",
        examples=("[7 working days before safe, on due]",),
    ),
    "escalation": Field(
        shape=Shape.RUNGS,
        vi="Khi quá hạn thì báo ai, sau bao lâu, mấy ngày nhắc lại một lần; danh sách trống là không báo",
        en="Who is told of what is overdue, after how long, and how often again; an empty list: nobody",
        examples=('["3 working days after due, every 5 working days, to lead, superior, follower"]',),
    ),
    "no progress": Field(
        shape=Shape.RUNGS,
        vi="Bao nhiêu ngày không có tiến triển thì nhắc, nhắc ai; danh sách trống là không nhắc",
        en="After how many days without any progress who is told; an empty list: nobody",
        examples=('["14 days after progress", "30 days after progress, to lead, follower"]',),
    ),
}

_OF_ROW, _OF_ROW_VI = "; by default as the plan's policies say", "; mặc định theo quy định chung của kế hoạch"

LADDER_OF_ROW: Fields = {
    name: replace(field, vi=f"{field.vi}{_OF_ROW_VI}", en=f"{field.en}{_OF_ROW}") for name, field in LADDER.items()
}
