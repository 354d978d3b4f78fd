"""The fields by which a plan suspends tasks, of its own or of other plans."""

from rules.plan_file.shapes import Field, Fields, Shape

SUSPENSION: Fields = {
    "rules": Field(shape=Shape.RULE_IDS, vi="Số của các việc bị tạm dừng", en="Ids of the tasks that are suspended"),
    "milestone": Field(
        shape=Shape.NAME,
        vi="Tên mốc: mọi việc chờ mốc đó hoặc tính từ đó",
        en="A milestone: all tasks that wait for it or count from it",
    ),
    "label": Field(shape=Shape.TEXT, vi="Nhãn của các việc bị tạm dừng", en="The label of the tasks"),
    "all": Field(shape=Shape.TRUTH, default="false", vi="Mọi việc của kế hoạch", en="All tasks of the plan"),
    "plans": Field(
        shape=Shape.PLANS,
        vi="Việc của những kế hoạch nào: `all` là mọi kế hoạch, kể cả ban hành sau; mặc định chỉ kế hoạch này",
        en="Of which plans: `all`, also those adopted later, or their ids; by default of this one only",
        examples=("all",),
    ),
    "unit": Field(
        shape=Shape.CODE,
        vi="Chỉ nhiệm vụ của đơn vị này và cấp dưới; mặc định là tất cả, với kế hoạch khác là của đơn vị ở `unit`",
        en="Only tasks at this unit and below; by default all, in other plans those at this plan's unit and below",
    ),
    "from": Field(
        shape=Shape.NAME,
        vi="Tên mốc mà khi diễn ra thì bắt đầu tạm dừng; mặc định là ngày bắt đầu kế hoạch",
        en="The milestone with which it begins; by default the plan's first day",
    ),
    "until": Field(
        shape=Shape.NAME,
        required=True,
        vi="Tên mốc mà khi diễn ra thì hết tạm dừng",
        en="The milestone with which it ends",
    ),
}
