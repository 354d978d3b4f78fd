"""A small plan for tests of pages: rows for one agency and for each commune, titles that try to be more than text."""

from tests.command_line import CommandLine

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
PLAN = f"""\
plan: kh
title: Kế hoạch thử {SCRIPT}
number: 12-KH/TU
issuer: Tỉnh ủy
issued: 2025-07-21
unit: tinh
milestones:
  dai_hoi: {{title: "Đại hội Đảng bộ tỉnh {SCRIPT}", at: tinh}}
  dai_hoi_xa: {{title: Đại hội Đảng bộ xã, of each: commune}}
rules:
  - id: I.1
    title: "Báo cáo chính trị {SCRIPT}"
    lead: vp
    due: 5 working days after dai_hoi
    says: "5 ngày làm việc sau đại hội {SCRIPT}"
    cite: "Phụ lục, dòng 1 {SCRIPT}"
  - id: I.2
    title: Đề nghị chuẩn y kết quả bầu cử
    lead: btc
    due: 10 days after task I.1
    says: sau 10 ngày kể từ khi báo cáo
    cite: Phụ lục, dòng 2
  - id: II.1
    title: Đánh giá sau đại hội xã
    for each: commune
    lead: each
    due: 7 working days after dai_hoi_xa
    says: 7 ngày làm việc sau đại hội xã
    cite: Phụ lục, dòng 3
"""


def begun(line: CommandLine) -> None:
    """The plan is in force; the congress of the province was held on 27/8/2025, and one commune's on 8/9."""
    line.adopts(PLAN, "kh")
    line.on("2025-08-27")
    line("log", "dai_hoi", "--on", "2025-08-27", "--document", "NQ 1 <b>đậm</b>")
    line.on("2025-09-09")
    line("log", "dai_hoi_xa", "--unit", "xa-binh-lu", "--on", "2025-09-08")
    line("sweep", code=4)  # nobody has an address
