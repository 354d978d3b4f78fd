"""The words of deadlines: regular expressions over the key of a phrase, by the type of piece that they make.

Every pattern is looked for where no letter stands before it. Words that only look like words of a deadline
("trước mắt", "cuối năm trước", the number of a document) come first, and stay ordinary text.
"""

from rules.phrases.numerals import FIGURES, WORDS

END = r"(?![^\W\d_])"  # no letter may follow
ALONE = r"(?<![\d/.,-])"  # a number that is not the rest of another
MONTH_WORDS = "một|hai|ba|tư|sáu|bảy|bẩy|tám|chín|mười một|mười hai|mười"
LUNAR_MONTHS = "giêng|chạp"
ROMAN_QUARTER = rf"(?:iv|i{{1,3}}|[1-4](?!\d)|một|hai|ba|bốn|tư|nhất){END}"
YEAR = r"(?:19|20)\d\d"
OF_YEAR = rf"(?:\s*(?:/|-|\.|,?\s*năm|,)\s*({YEAR})(?!\d))?"

UNIT = (
    r"(ngày\s*\(?\s*làm\s*việc\s*\)?|giờ\s*làm\s*việc|ngày|giờ|tiếng|phút|tuần(?:\s+lễ)?|h"
    rf"|(?:tháng|năm)(?!\s*\d)|quý(?!\s*[iv\d])){END}"
)
GLOSS = rf"(?:\s*\(\s*({WORDS}|{FIGURES})(?:\s+(?:ngày|tháng|năm|giờ|tuần))?(?:\s+làm\s+việc)?\s*\))?"
NUMBER = rf"({FIGURES}|{WORDS}(?=\s)){GLOSS}"

CYCLE = r"(?:(?:0?6|sáu|0?3|ba)\s+tháng(?!\s+(?:đầu|cuối))|nửa\s+năm|tuần|tháng|quý|năm|ngày)"
NOT_DATED = rf"{END}(?!\s*(?:\d(?!\d?\s*lần)|[iv]+{END}|đầu|cuối|tiếp|trước|kể|này))"
ONE = r"(?:(?:một|0?1)\s+)?"
ONCE = r"(?:\s*/?\s*(?:một|0?1)?\s*lần)?"
CYCLES = rf"{CYCLE}{NOT_DATED}(?:\s*(?:,|;|/|và)\s*(?:hằng\s+|hàng\s+|mỗi\s+)?{ONE}{CYCLE}{NOT_DATED})*"

WEEKDAY = r"thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật"
NEXT = r"sau|tiếp\s*theo|kế\s*tiếp|liền\s*kề|liền\s*sau|kế\s*sau"
DAY_NUMBER = r"(?:ngày\s+)?(?:thứ\s+)?(?:mùng\s+|mồng\s+)?(\d{1,2}|cuối\s+cùng|cuối)"
OF_EACH = r"(?:của\s+|trong\s+)?(?:mỗi\s+|từng\s+|hằng\s+|hàng\s+)?"
DOCUMENT = (
    "nghị định|thông tư|quyết định|nghị quyết|công văn|kế hoạch|chỉ thị|kết luận|luật|thông báo|hướng dẫn|quy định"
    "|tờ trình|chương trình|công điện|văn bản|thông tri|quy chế|báo cáo|đề án|điều|khoản"
)

SIGNS = "tt|nđ|qđ|nq|ct|cv|kh|kl|tb|hd|tw|tu|ub|cp|cđ|qh|qc|bc|đa|pl|l"
"""Letters in the signs of documents: 12/2025/TT-BTC, 376-KH/TU."""

UNIT_WORDS = "ngày|tháng|tuần|năm|giờ|phút|quý"
NOT_COUNTED = rf"(?!\s*(?:\([^)]*\)\s*)?(?:{UNIT_WORDS}))"
ROUNDS = r"năm|tháng|tuần|quý|kỳ|lần|khoá|đợt|phiên|giai\s+đoạn"

REPORTED = r"tuần|tháng|quý|(?:cả\s+)?năm|(?:0?[369]|sáu|chín|ba)\s+tháng(?:\s+(?:đầu|cuối)\s+năm)?"
"""The periods that a regular report is of: `báo cáo 6 tháng` counts no six months."""

TRAPS = (
    rf"báo\s+cáo\s+(?:định\s+kỳ\s+)?(?:{REPORTED})(?!\s*[\div]|\s+(?:đầu|cuối))",
    rf"(?:(?:{DOCUMENT})\s+)?số\s*:?\s*\d+(?:/\d{{4}})?(?:[/-][a-zđ][\w-]*(?:/[\w-]+)*)?(?![\d/])",
    rf"(?<![\d/])\d+(?:/\d{{4}})?[/-](?=[a-zđ]*(?:{SIGNS}))[a-zđ][\w-]*(?:/[\w-]+)*",
    rf"(?:{DOCUMENT})\s+\d{{1,4}}(?:/\d{{4}})?(?:[/-][a-zđ][\w-]*(?:/[\w-]+)*)?(?![\d/.-]*\d){NOT_COUNTED}",
    r"(?:tiếp|kèm|dựa|đi|tuỳ)\s+theo|theo\s+(?:dõi|thứ\s+tự)|(?:trong|đôi|một)\s+khi",
    r"trước\s+(?:mắt|hết|đây|tiên|đó|nay|sau\s+như\s+một|pháp\s+luật|nhân\s+dân|thềm|tình\s+hình)",
    rf"(?:{ROUNDS}|nhiệm\s+kỳ|như|giống)\s+trước(?!\s+(?:ngày|khi|\d|đại\s+hội|kỳ|bầu))",
    rf"(?<!\d )(?:{ROUNDS})\s+sau(?!\s+(?:ngày|khi|đại\s+hội))",
    r"(?<!\d )năm\s+(?:báo\s+cáo|tài\s+chính|học|ngân\s+sách|kế\s+hoạch|liền\s+kề|kế\s+tiếp)|sau\s+(?:này|cùng|đây)",
)

KEYWORDS = {
    "FOLLOW": r"(?:(?:,\s*)?và\s+)?(?:các|những)\s+năm\s+(?:tiếp\s*theo|sau|kế\s*tiếp|tiếp\s*sau)(?:\s+đó)?",
    "SEP": r"và|hoặc(?:\s+là)?|sau\s+đó|đồng\s+thời",
    "NOW": r"(?:kể\s+)?từ\s+nay(?=\s+(?:đến|tới|cho))",
    "ONWARD": r"trở\s+(?:đi|về\s+sau)",
    "RIGHT": r"(?:ngay|liền)\s+sau(?:\s+khi(?:\s+có(?!\s+hiệu\s+lực))?)?|ngay\s+khi(?:\s+có(?!\s+hiệu\s+lực))?",
    "AFTER": r"sau(?:\s+thời\s+(?:hạn|gian)(?=\s+\d)|\s+khi(?:\s+(?:đã\s+)?có(?!\s+hiệu\s+lực))?)?",
    "BEFORE": r"trước(?:\s+(?:khi|lúc))?",
    "SINCE": r"(?:(?:được\s+)?(?:kể|tính)\s+(?:bắt\s+đầu\s+)?từ|(?<!bắt đầu )từ(?=\s+(?:khi|lúc|thời\s+điểm)))"
    r"(?:\s+(?:ngày|khi|lúc|thời\s+điểm))?",
    "THAN": r"so\s+với",
    "FROM": r"(?:bắt\s+đầu\s+)?từ",
    "LATEST": r"(?:chậm|muộn|trễ)\s+nhất(?:\s+là)?|không\s+(?:quá|muộn\s+hơn|chậm\s+hơn|trễ\s+hơn|vượt\s+quá)"
    r"|tối\s+đa(?:\s+là)?|(?:thời\s+)?hạn\s+(?:cuối(?:\s+cùng)?|chót)(?:\s+là)?",
    "LEAST": r"ít\s+nhất(?:\s+là)?|tối\s+thiểu(?:\s+là)?|không\s+(?:dưới|ít\s+hơn)",
    "EARLIEST": r"sớm\s+nhất(?:\s+là)?|không\s+sớm\s+hơn|không(?=\s+trước)",
    "TO": r"(?:cho\s+)?(?:đến|tới)(?:\s+hết)?|hết",
    "IN": r"trong(?:\s+(?:vòng|thời\s+(?:hạn|gian)|khoảng(?:\s+thời\s+gian)?))?",
    "AT": r"vào(?:\s+lúc)?|lúc",
    "WHEN": r"khi(?:\s+(?:đã\s+)?có(?!\s+hiệu\s+lực))?",
    "PER": r"theo(?:\s+đúng)?|căn\s+cứ(?:\s+vào)?",
    "CONT": r"thường\s+xuyên|liên\s+tục|duy\s+trì(?=\s+(?:cho\s+)?(?:đến|tới))",
    "DONE": r"đã\s+(?:được\s+)?(?:hoàn\s+thành|thực\s+hiện|hoàn\s+tất|ban\s+hành|báo\s+cáo|xong|kết\s+thúc)"
    r"(?:\s+xong)?",
    "ONGOING": r"đang\s+(?:thực\s+hiện|triển\s+khai|xây\s+dựng|tiến\s+hành|hoàn\s+thiện)",
    "PART": r"(?:đầu|giữa|cuối)(?=\s+(?:tháng\s*\d|quý|năm|20\d\d))",
}
"""Pieces that are their type and nothing more. The order matters: what comes first is tried first."""

MARKS = {"SEP": "[,;&]", "DASH": "-", "LP": r"[(\[]", "RP": r"[)\]]"}
"""Punctuation that counts, wherever it stands; any other is passed over."""

VALUES = {
    "every": rf"(?:định\s+kỳ\s+)?(?:((?:ít|tối)\s+(?:nhất|thiểu))\s+)?({FIGURES}|{WORDS}(?=\s))\s*(tuần|tháng|quý|năm)"
    rf"\s*(?:/\s*(?:một|0?1)?\s*|\s(?:một|0?1)\s+)lần{END}",
    "cycles": rf"(?:định\s+kỳ\s+)?(?:hằng|hàng|mỗi|từng)\s+{CYCLES}{ONCE}|định\s+kỳ\s+{ONE}{CYCLES}{ONCE}"
    rf"|{ONE}{CYCLE}\s*(?:/\s*(?:một|0?1)?\s*|\s(?:một|0?1)\s+)lần{END}"
    rf"|(?:một|0?1)\s*lần\s*/?\s*(?:một\s+|mỗi\s+)?{CYCLE}{END}",
    "iso": rf"{ALONE}({YEAR})-(\d{{1,2}})-(\d{{1,2}})(?!\d)(?:[t\s]+(\d{{1,2}}:\d\d(?::\d\d)?))?",
    "days": rf"(?:ngày\s*)?{ALONE}(\d{{1,2}})\s*(?:-|đến|tới)\s*(?:hết\s+)?(?:ngày\s*)?(\d{{1,2}})\s*(?:/|tháng)\s*"
    rf"(\d{{1,2}})(?:\s*(?:/|-|,?\s*năm)\s*({YEAR}))?(?![\d/])",
    "listed_days": rf"ngày\s*(\d{{1,2}}(?:\s*(?:,|và)\s*(?:ngày\s*)?\d{{1,2}})+)\s*(?:/|tháng)\s*(\d{{1,2}})"
    rf"(?:\s*(?:/|-|,?\s*năm)\s*({YEAR}))?(?![\d/])",
    "bare_months": rf"{ALONE}(0?[1-9]|1[0-2])\s*-\s*(0?[1-9]|1[0-2])\s*/\s*({YEAR})(?!\d)",
    "half_days": rf"{ALONE}(?:(\d{{1,3}})\s*[,.]\s*5|1\s*/\s*2|nửa)\s*(ngày(?:\s*làm\s*việc)?){END}",
    "next_day": rf"ngày\s+(làm\s+việc)\s+(?:{NEXT}){END}|ngày\s+hôm\s+sau{END}|hôm\s+sau{END}",
    "short_months": rf"th?\.?\s*(\d{{1,2}})\s*-\s*(?:th?\.?\s*)?(\d{{1,2}})\s*[/.-]\s*({YEAR})(?![\d/])",
    "dmy": rf"(?:ngày\s*)?(?:mùng\s+|mồng\s+)?{ALONE}(\d{{1,2}})\s*[/.-]\s*(\d{{1,2}})\s*(?:[/.-]|,?\s*năm)\s*"
    r"(\d{4}|\d\d)(?![\d/])(?:\s+0?0:00(?::00)?)?",
    "word_date": rf"(?:ngày\s*)?(?:mùng\s+|mồng\s+)?{ALONE}(\d{{1,2}})\s*tháng\s*"
    rf"(\d{{1,2}}|{LUNAR_MONTHS}){OF_YEAR}(?!\d){END}",
    "spoken_date": rf"(?:ngày|mùng|mồng)\s*{ALONE}(\d{{1,2}})\s*tháng\s+({MONTH_WORDS}){OF_YEAR}(?!\d){END}",
    "dm": rf"(?:(?:ngày\s*)?(?:mùng\s+|mồng\s+)?{ALONE}(\d{{1,2}})\s*/\s*(\d{{1,2}})"
    r"|ngày\s*(\d{1,2})\s*[.-]\s*(\d{1,2}))(?![\d/])",
    "clock": rf"{ALONE}(\d{{1,2}})(?:(?:\s*(?:giờ|h|g)\s*|:)(\d\d)(?!\d)\s*(?:phút|')?(?:\s*(sáng|chiều|tối))?{END}"
    rf"|\s*(?:giờ|h)(?:\s*(sáng|chiều|tối))?{END}(?=\s*,?\s*(?:ngày|thứ|chủ\s+nhật|hằng|hàng|mỗi|của\s+ngày|\d{{1,2}}/)))",
    "year_after": r"(?<=\d )(?:của\s+)?năm\s+(?:(?:dương\s+lịch|tài\s+chính)\s+)?"
    r"(?:sau|tiếp\s*theo|kế\s*tiếp|liền\s*kề|báo\s+cáo|liền\s+sau)"
    r"(?:\s+(?:liền\s+kề|năm\s+báo\s+cáo))?",
    "half_month": r"nửa\s+(đầu|cuối)\s+(?:của\s+)?(?=tháng\s*\d)",
    "months_of_year": rf"{ALONE}(0?3|0?6|0?9|ba|sáu|chín)\s*tháng\s*(đầu|cuối)(?:\s+(?:của\s+)?năm)?"
    rf"(?:\s*/?\s*({YEAR}))?",
    "half_year": rf"nửa\s+(đầu|cuối)\s+(?:của\s+)?năm(?:\s*({YEAR}))?",
    "first_days": rf"(\d{{1,2}})\s*ngày\s+(làm\s+việc\s+)?đầu(?:\s+tiên)?\s+{OF_EACH}(tháng|quý|năm)"
    rf"(?!\s*[iv\d]|\s+(?:{NEXT})){END}",
    "working_day": r"ngày\s+làm\s+việc\s+(cuối\s+cùng|cuối|đầu\s+tiên|đầu|thứ\s+(?:\d{1,2}|nhất|hai|ba|tư|năm))"
    rf"\s+{OF_EACH}(tuần|tháng|quý|năm)(?!\s*[iv\d]|\s+(?:{NEXT})){END}",
    "days_of_month": r"từ\s+(?:ngày\s+)?(\d{1,2})\s*(?:-|đến|tới)\s*(?:hết\s+)?(?:ngày\s+)?(\d{1,2})\s+"
    r"(?:của\s+)?(?:hằng|hàng|mỗi|từng)\s+tháng",
    "day_of_cycle": rf"{DAY_NUMBER}\s*(?:của\s+)?tháng\s+"
    r"(cuối\s+cùng|cuối|đầu\s+tiên|đầu|giữa|thứ\s+(?:nhất|hai|ba|[123]))"
    rf"\s*{OF_EACH}(quý|6\s+tháng|nửa\s+năm|năm)(?!\s*[iv\d])(?:\s+(?:{NEXT}|báo\s+cáo))?",
    "day_of_month": rf"ngày\s+(?:mùng\s+)?(\d{{1,2}}|cuối\s+cùng|cuối)\s+(?:của\s+)?tháng\s+(?:{NEXT})"
    r"(?:\s+(?:tháng\s+)?báo\s+cáo)?",
    "day_of_each": r"ngày\s+(?:mùng\s+)?(\d{1,2})\s+(?:của|trong)\s+(?:mỗi\s+|từng\s+|hằng\s+|hàng\s+)?tháng"
    rf"(?!\s*\d|\s+(?:{NEXT}|cuối|đầu|giữa|thứ|trước))",
    "day_list": r"ngày\s+(\d{1,2}(?:\s*(?:,|và)\s*(?:ngày\s*)?\d{1,2})+)(?=\s*(?:hằng|hàng|mỗi))",
    "last_day": rf"(?:ngày\s+cuối(?:\s+cùng)?\s+{OF_EACH}|cuối\s+(?:mỗi|từng|hằng|hàng)\s+)(tháng|quý|năm)(?!\s*[iv\d])"
    rf"(?!\s+(?:{NEXT}|trước))",
    "nth_of_next": rf"ngày\s+thứ\s+(\d{{1,2}})\s+(?:của\s+)?(quý|tháng)(?:\s+(?:{NEXT}))?(?!\s*[iv\d])",
    "nth_day": rf"ngày\s+(?:(làm\s+việc)\s+)?thứ\s+({FIGURES}|{WORDS}){GLOSS}(?=\s*,?\s*(?:sau|kể|tính|trước|từ))",
    "day": r"ngày\s+(?:mùng\s+|mồng\s+)?(\d{1,2})(?!\s*[/.-]\s*\d|\d|\s*tháng|\s*-)",
    "bare_day": rf"{ALONE}(\d{{1,2}})(?=\s+(?:hằng|hàng|mỗi)\s+tháng)",
    "weekday": rf"(?:ngày\s+)?({WEEKDAY})"
    r"(?=\s*,?\s*\(?(?:ngày|\d{1,2}\s*[/.-]|hằng|hàng|mỗi)|\s+(?:của\s+|trong\s+)?tuần)",
    "week": r"tuần\s*(?:thứ\s*)?([1-5]|nhất|hai|ba|tư|năm|đầu(?:\s+tiên)?|cuối(?:\s+cùng)?)\s*"
    r"(?:của\s+|trong\s+|,\s*)?(?=tháng\s*\d)",
    "short_year": rf"(?:tháng\s*(\d{{1,2}})|qu[ýí]\s*({ROMAN_QUARTER}))\s*/\s*(2\d)(?![\d/])",
    "month_list": rf"tháng\s*(\d{{1,2}}(?:\s*(?:,|và)\s*(?:tháng\s*)?\d{{1,2}})+){OF_YEAR}(?![\d/])",
    "month_range": rf"tháng\s*(\d{{1,2}})\s*(?:-|đến|tới)\s*(?:tháng\s*)?(\d{{1,2}}){OF_YEAR}(?![\d/])",
    "month": rf"tháng\s*(\d{{1,2}}){OF_YEAR}(?![\d/])|tháng\s+({MONTH_WORDS}|{LUNAR_MONTHS}){OF_YEAR}(?!\d){END}"
    rf"|th?\.?\s*(\d{{1,2}})\s*[/.-]\s*({YEAR})(?![\d/])",
    "bare_month": rf"{ALONE}(0?[1-9]|1[0-2])\s*([/.-])\s*({YEAR})(?!\d)",
    "quarter_list": rf"(?:qu[ýí]|q)\s*({ROMAN_QUARTER}(?:\s*(?:-|,|và|đến)\s*{ROMAN_QUARTER})+){OF_YEAR}",
    "quarter": rf"(?:qu[ýí]|q)\.?\s*({ROMAN_QUARTER}){OF_YEAR}(?!\s*/\s*\d)",
    "years": r"(?:(?:giai\s+đoạn|thời\s+kỳ|các\s+năm|(?:(?:0?\d|hai|ba|năm)\s+)?năm)\s*)?"
    rf"{ALONE}({YEAR})\s*(?:-|đến|tới)\s*(?:năm\s*)?({YEAR})(?![\d/])",
    "year_list": rf"(?:các\s+|(?:0?\d|hai|ba|năm)\s+)?năm\s*({YEAR}(?:\s*(?:,|và)\s*(?:năm\s*)?{YEAR})+)(?![\d/])",
    "year": rf"năm\s*({YEAR})(?!\d)|{ALONE}(20[0-4]\d)(?!\d|\s*[/-]\s*[\da-z])",
    "this_year": r"(?:(?<=trong )|(?<=hết )|(?<=cuối )|(?<=đầu )|(?<=giữa )|(?<=cả ))năm"
    r"(?:\s+nay)?(?!\s*(?:\d|tiếp|sau|trước|học|kế|tài|báo|ngân|liền|thứ|tới|nữa|ngày|tháng|tuần))",
    "amounts": rf"(?:từ\s+)?{ALONE}(\d{{1,3}})\s*(?:-|đến|tới)\s*(\d{{1,3}})\s*{UNIT}",
    "amount": rf"{ALONE}{NUMBER}\s*{UNIT}{GLOSS}",
    "half": rf"(?:một\s+)?nửa\s+(tháng|năm){END}(?!\s*\d)",
}
"""Pieces with a value, by the name of their reader in `rules.phrases.valuing`."""
