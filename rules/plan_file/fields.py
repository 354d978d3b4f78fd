"""The fields of a plan file: the one table that checking, compiling and the JSON Schema are made from."""

from rules.plan_file.ladder_fields import LADDER, LADDER_OF_ROW
from rules.plan_file.shapes import Field, Fields, Shape
from rules.plan_file.suspension_fields import SUSPENSION

__all__ = ["EXTENSION", "MILESTONE", "PLAN", "POLICIES", "RULE", "SUSPENSION", "UNIT", "Field", "Fields", "Shape"]
TASKS = Field(
    shape=Shape.TASKS,
    vi="Việc do nhóm chủ trì: each là mỗi thành viên một nhiệm vụ, shared là một nhiệm vụ chung; bỏ trống thì được hỏi",
    en="What a group leads: `each` member has a task, or it is `shared`; if left out, it is asked at adoption",
)

NO_ADDRESS = "Taken no more: addresses come by `thoihan units add`"
NO_ADDRESS_VI = "Không nhận nữa: địa chỉ nhập bằng `thoihan units add`"

EXTENSION: Fields = {
    "times": Field(
        shape=Shape.NUMBER,
        default="1",
        vi="Mỗi nhiệm vụ được gia hạn nhiều nhất mấy lần; 0 là không được gia hạn",
        en="How often a task's due date may be put off; 0 is never",
        examples=("2",),
    ),
    "at most": Field(
        shape=Shape.AMOUNT,
        vi="Mỗi lần gia hạn nhiều nhất bao lâu, tính từ hạn cũ",
        en="By how much each time, counted from the due date until then",
        examples=("30 days",),
    ),
    "by": Field(
        shape=Shape.LEADS,
        vi="Mã cơ quan được quyết định gia hạn; each là chính đơn vị chủ trì; mặc định là ai cũng được, trừ đơn vị ấy",
        en="Codes of the units that may decide; `each`: the unit that leads itself; by default anybody but that one",
        examples=("[vptu]",),
    ),
}

POLICIES: Fields = {
    "right after": Field(
        shape=Shape.AMOUNT,
        default="1 working day",
        vi="“Ngay sau” một sự kiện là trong bao lâu",
        en="How long `right after` an event is",
        examples=("1 working day",),
    ),
    "set date within": Field(
        shape=Shape.AMOUNT,
        default="5 working days",
        vi="Trong bao lâu phải ấn định thời hạn cho việc chưa có ngày",
        en="Within how long a date must be set for a task that has none",
        examples=("5 working days",),
    ),
    "remind": Field(
        shape=Shape.WORKING_DAYS,
        default="3 working days",
        vi="Trước hạn bao nhiêu ngày làm việc thì việc là sắp đến hạn, và được nhắc",
        en="How many working days ahead of its due date a task is near, and is reminded of",
        examples=("3 working days",),
    ),
    **LADDER,
    "notify cooperating": Field(
        shape=Shape.TRUTH,
        default="false",
        vi="Có gửi thông báo cho cơ quan phối hợp không",
        en="Whether cooperating units get messages too",
    ),
    "extension": Field(
        shape=Shape.RECORD,
        fields=EXTENSION,
        vi="Việc gia hạn được phép đến đâu",
        en="How far due dates may be put off",
    ),
    "accept": Field(
        shape=Shape.TRUTH,
        default="false",
        vi="Báo cáo hoàn thành có phải được cơ quan theo dõi công nhận không",
        en="Whether what is reported done awaits acceptance by the unit that follows the plan",
    ),
    "follow": Field(
        shape=Shape.CODE,
        vi="Mã cơ quan theo dõi, đôn đốc việc thực hiện; mặc định là đơn vị của kế hoạch",
        en="Code of the unit that follows the plan; by default the plan's unit",
        examples=("vptu",),
    ),
    "report every": Field(
        shape=Shape.CYCLE,
        default="quarter",
        vi="Chu kỳ báo cáo tiến độ của việc thực hiện thường xuyên",
        en="The cycle in each of which progress of a standing duty is reported",
        examples=("month",),
    ),
    "rows less secret": Field(
        shape=Shape.TRUTH,
        default="false",
        vi="Việc riêng lẻ có được mang độ mật thấp hơn kế hoạch không, khi văn bản nói rõ như vậy",
        en="Whether a row may have a lower level of secrecy than the plan, where the document says so",
    ),
    "settings": Field(
        shape=Shape.SETTINGS,
        vi="Cách tính thời hạn khác với quy ước chung",
        en="Where counting differs from the convention",
    ),
}

UNIT: Fields = {
    "name": Field(shape=Shape.TEXT, required=True, vi="Tên cơ quan, đơn vị", en="Name of the unit"),
    "kind": Field(
        shape=Shape.NAME,
        required=True,
        vi="Loại đơn vị",
        en="Kind of unit",
        examples=("commune", "province", "party-body", "department"),
    ),
    "parent": Field(
        shape=Shape.CODE,
        vi="Mã đơn vị cấp trên; mặc định là đơn vị của kế hoạch",
        en="Code of the unit above it; by default the plan's unit",
    ),
    "email": Field(shape=Shape.EMAIL, vi=NO_ADDRESS_VI, en=NO_ADDRESS),
    "phone": Field(shape=Shape.PHONE, vi=NO_ADDRESS_VI, en=NO_ADDRESS),
    "members": Field(
        shape=Shape.MEMBERS,
        vi='Của một nhóm: mã các thành viên, hoặc mọi đơn vị của một loại: {kind: commune, under: "12", but: […]}',
        en='Of a group: codes of its members, or all units of a kind: {kind: commune, under: "12", but: […]}',
    ),
    "tasks": TASKS,
}

MILESTONE: Fields = {
    "title": Field(shape=Shape.TEXT, required=True, vi="Tên của mốc", en="What the milestone is"),
    "at": Field(shape=Shape.CODE, vi="Mã đơn vị nơi mốc diễn ra", en="Code of the unit where it happens"),
    "of each": Field(
        shape=Shape.NAME,
        vi="Loại đơn vị, nếu mốc diễn ra ở từng đơn vị",
        en="Unit kind, if it happens at each unit of that kind",
        examples=("commune",),
    ),
    "repeats": Field(
        shape=Shape.TRUTH,
        default="false",
        vi="Mốc có diễn ra nhiều lần ở một đơn vị không; nếu có thì tính theo lần gần nhất",
        en="Whether it may be held more than once at a unit; then the last time counts",
    ),
    "held": Field(
        shape=Shape.DATE,
        vi="Ngày mốc đã diễn ra, nếu văn bản đã cho biết",
        en="The day on which it was held, where the document knows that already",
        examples=("2025-04-09",),
    ),
    "document": Field(
        shape=Shape.TEXT,
        vi="Văn bản của mốc: số và ký hiệu",
        en="Its own document, by number and sign",
        examples=("331-KH/TU",),
    ),
}

RULE: Fields = {
    "id": Field(
        shape=Shape.RULE_ID,
        required=True,
        vi="Số thứ tự trong văn bản, không trùng nhau",
        en="Its number in the document; no two are the same",
        examples=("XIV.1.5",),
    ),
    "was": Field(
        shape=Shape.RULE_ID,
        vi="Khi sửa đổi: số thứ tự của việc này trong bản đang có hiệu lực; `new` nếu là việc mới",
        en="In an amendment: its number in the version in force; `new` for a row that is new",
        examples=("I.1",),
    ),
    "key": Field(
        shape=Shape.RULE_ID,
        vi="Mã mà hệ thống đã đặt cho việc này từ bản trước, nếu khác số thứ tự; không tự viết",
        en="The key that the row has had since an earlier version, where it is not its number; written by the program",
    ),
    "section": Field(shape=Shape.TEXT, vi="Tên mục trong văn bản", en="Heading it stands under"),
    "title": Field(shape=Shape.TEXT, required=True, vi="Nội dung công việc", en="What is to be done"),
    "for each": Field(
        shape=Shape.KIND_OR_CODES,
        vi="Loại đơn vị, hoặc danh sách mã đơn vị: mỗi đơn vị một nhiệm vụ",
        en="A unit kind, or a list of unit codes: one task for each",
        examples=("commune",),
    ),
    "lead": Field(
        shape=Shape.LEAD,
        required=True,
        vi="Mã cơ quan chủ trì, hoặc `each`: chính đơn vị có nhiệm vụ",
        en="Code of the unit in charge, or `each`: the unit that the task is for",
        examples=("each",),
    ),
    "cooperate": Field(
        shape=Shape.LEADS,
        vi="Mã các cơ quan phối hợp",
        en="Codes of the units that cooperate",
    ),
    "through": Field(
        shape=Shape.CODE,
        vi="Mã cơ quan mà báo cáo của việc này phải qua (“báo cáo … qua Ban Tổ chức Tỉnh ủy”); không phải phối hợp",
        en="Code of the agency that reports of this task go through on their way up; it does not cooperate",
        examples=("btc",),
    ),
    "tasks": TASKS,
    "when": Field(
        shape=Shape.CONDITION,
        vi="Điều kiện để nhiệm vụ bắt đầu (hoặc bằng tiếng Việt nếu đọc được chắc chắn); bỏ trống thì suy ra từ `due`",
        en="When the task starts (or in Vietnamese, where that is certain); if left out, it follows from `due`",
        examples=("congress held", "task I.7 done", "Sau khi có hướng dẫn của Trung ương"),
    ),
    "due": Field(
        shape=Shape.DUE,
        required=True,
        vi="Thời hạn, viết bằng ngôn ngữ thời hạn (hoặc bằng tiếng Việt nếu đọc được chắc chắn)",
        en="The deadline, in the offset language (or in Vietnamese, where it can be read with certainty)",
        examples=(
            "7 working days after congress",
            "30 working days before congress",
            "before 2025-07-31",
            "by 2025-07-31",
            "in 2025-Q3",
            "right after congress",
            "once guidance",
            "per guidance",
            "every quarter before day 15 of its last month",
            "continuous",
            "done",
            "Sau đại hội 07 ngày làm việc",
        ),
    ),
    "says": Field(
        shape=Shape.TEXT,
        required=True,
        vi="Thời hạn đúng như văn bản viết",
        en="The deadline as the document has it",
        examples=("Sau đại hội 07 ngày",),
    ),
    "cite": Field(
        shape=Shape.TEXT,
        required=True,
        vi="Ở chỗ nào trong văn bản",
        en="Where in the document",
        examples=("Phụ lục, mục XIV, dòng 5",),
    ),
    "settings": Field(
        shape=Shape.SETTINGS,
        vi="Cách tính thời hạn riêng của việc này",
        en="Where counting differs for this task",
    ),
    "accept": Field(
        shape=Shape.TRUTH,
        vi="Báo cáo hoàn thành việc này có phải được công nhận không; mặc định theo quy định chung của kế hoạch",
        en="Whether what is reported done of this task awaits acceptance; by default as the plan's policies say",
    ),
    "product": Field(
        shape=Shape.TEXT,
        vi="Sản phẩm phải có: báo cáo, tờ trình, dự thảo …",
        en="What is to come of it: a report, a proposal, a draft …",
        examples=("Báo cáo của Ban Thường vụ",),
    ),
    "report every": Field(
        shape=Shape.CYCLE,
        vi="Chu kỳ báo cáo tiến độ của việc này, nếu thực hiện thường xuyên; mặc định theo quy định chung của kế hoạch",
        en="The cycle in which progress of a standing duty is reported; by default as the plan's policies say",
        examples=("month",),
    ),
    "labels": Field(
        shape=Shape.LABELS,
        vi="Các nhãn, để chọn nhiều việc cùng lúc, chẳng hạn khi tạm dừng",
        en="Labels, by which tasks are chosen together, such as when they are suspended",
        examples=("đại hội",),
    ),
    "secrecy": Field(
        shape=Shape.LEVEL,
        vi="Độ mật của việc này; mặc định là độ mật của kế hoạch",
        en="How secret the row is; by default as secret as the plan",
        examples=("mật",),
    ),
    "follow": Field(
        shape=Shape.CODE,
        vi="Mã cơ quan theo dõi riêng việc này; công nhận báo cáo vẫn là cơ quan theo dõi kế hoạch",
        en="Code of the unit that follows this task day by day; reports are accepted by who follows the plan",
        examples=("vptu",),
    ),
    **LADDER_OF_ROW,
}

PLAN: Fields = {
    "plan": Field(
        shape=Shape.PLAN_ID,
        required=True,
        vi="Mã của kế hoạch, không dấu",
        en="Id of the plan",
        examples=("376-kh-tu",),
    ),
    "title": Field(shape=Shape.TEXT, required=True, vi="Tên kế hoạch", en="Title of the plan"),
    "number": Field(shape=Shape.TEXT, required=True, vi="Số, ký hiệu", en="Number of the document"),
    "issuer": Field(shape=Shape.TEXT, required=True, vi="Cơ quan ban hành", en="Who issued it"),
    "issued": Field(
        shape=Shape.DATE, required=True, vi="Ngày ban hành", en="Day it was issued", examples=("2025-07-21",)
    ),
    "starts": Field(
        shape=Shape.DATE, vi="Ngày bắt đầu; mặc định là ngày ban hành", en="Day it starts; by default the day of issue"
    ),
    "ends": Field(shape=Shape.DATE, vi="Ngày kết thúc", en="Day it ends"),
    "secrecy": Field(
        shape=Shape.LEVEL,
        default="thường",
        vi="Độ mật của văn bản: thường, nội bộ, mật, tối mật, tuyệt mật",
        en="How secret the document is: open, internal, and the three levels of state secrets",
        examples=("nội bộ",),
    ),
    "unit": Field(
        shape=Shape.CODE,
        required=True,
        vi="Mã đơn vị mà kế hoạch áp dụng (cùng các đơn vị cấp dưới)",
        en="Code of the unit that the plan is for, with the units below it",
        examples=("12",),
    ),
    "letter": Field(
        shape=Shape.TRUTH,
        default="false",
        vi="Văn bản giao việc: các việc được ghi từng dòng bằng `thoihan assign`, không có tệp",
        en="A letter that gives tasks: they came one at a time, by `thoihan assign`, and there is no file",
    ),
    "calendar": Field(shape=Shape.NAME, default="vn", vi="Lịch làm việc", en="Calendar of working days"),
    "convention": Field(
        shape=Shape.CONVENTION, default="vn-civil-code", vi="Quy ước tính thời hạn", en="How periods are counted"
    ),
    "policies": Field(
        shape=Shape.RECORD,
        fields=POLICIES,
        vi="Quy định chung cho những chỗ văn bản không nói",
        en="What holds where the document is silent",
    ),
    "units": Field(
        shape=Shape.CODED_RECORDS,
        fields=UNIT,
        vi="Các cơ quan mà kế hoạch tự khai báo, theo mã",
        en="Units that the plan itself declares, by code",
    ),
    "milestones": Field(
        shape=Shape.NAMED_RECORDS,
        fields=MILESTONE,
        vi="Các mốc mà thời hạn tính từ đó, theo tên",
        en="What deadlines are counted from, by name",
    ),
    "rules": Field(
        shape=Shape.RECORDS, required=True, fields=RULE, vi="Các công việc", en="The tasks: one rule for each row"
    ),
    "suspensions": Field(
        shape=Shape.RECORDS,
        fields=SUSPENSION,
        vi="Những việc mà chính kế hoạch tạm dừng, từ một mốc đến một mốc khác",
        en="Tasks that the plan itself suspends, from one milestone until another",
    ),
}
