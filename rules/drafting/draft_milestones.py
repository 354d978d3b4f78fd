"""The happenings that a document's deadlines count from, made into milestones."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rules.drafting.source import Doubt, NewMilestone
from rules.phrases.normalising import folded, key_of
from rules.phrases.resolving import resolve
from rules.phrases.ruling import name_of
from rules.problems import N_
from rules.unit_kinds import ROOT

OF_CENTRE = re.compile(r"\b(trung ương|bộ chính trị|quốc hội|chính phủ|ban bí thư|thủ tướng)\b")
OF_PROVINCE = re.compile(r"\b(tỉnh|thành phố|tỉnh uỷ|thành uỷ)\b")
STOP = re.compile(r"\s(?:lần thứ|nhiệm kỳ|khoá|và|năm|theo|để|cho|về|gửi|trình)\s|,(?! phường| đặc khu)|[.;:()]|$")

FROM_TITLE = N_("“{event}” was taken for “{meant}”, which the title names.")
TAKEN_FOR = N_("“{event}” was taken for the milestone “{meant}”.")
SHARED = N_(
    "{count} tasks wait for these words. If they mean different documents or events, give each a milestone of its own."
)
SEVERAL = N_("“{event}” are several events: name the first or the last of them (`first commune …`, `last commune …`).")
SHARED_FROM = 2
KINDS_OF_DOCUMENTS = (
    r"(?:các |trung ương ban hành )?(?:hướng dẫn|chỉ đạo|quy định|quyết định|ý kiến|văn bản|kế hoạch|chương trình|"
    r"thông tư|nghị định|quy chế|kết luận|luật|đề án|nghị quyết|công văn|thông báo|chủ trương)\b"
)
UNNAMED = re.compile(rf"{KINDS_OF_DOCUMENTS}[^0-9]*$")
"""Documents without a number, which may be another one from row to row."""

ISSUED_BY = re.compile(r"(?<=\s)(?:[A-ZĐ]\w+|tỉnh|trung ương|tw|cấp trên)")
"""Who issued a document, in the words behind its kind: somebody in particular, or perhaps not."""

NAME_WITHIN = re.compile(r"\d|(?<=\s)[A-ZĐ]\w*|(?i:đại hội|hội nghị|kỳ họp|bầu cử|tết)")
"""What says of words that they name one thing: a number, a proper name, a gathering of which there is one."""

OWN = re.compile(
    r"(?:(?:ngay|ky|ban hanh|thong qua|duoc)\s)+(?:ke hoach|chuong trinh(?: hanh dong)?|quyet dinh|nghi quyet|chi thi|"
    r"cong dien|cong van|thong bao(?: ket luan)?|ket luan|van ban|huong dan|quy che|phuong an|de an) nay"
)
"""Folded words for the issue of the document itself, whose day is its own date."""

OWN_NAME, OWN_TITLE = "ban_hanh_van_ban_nay", "Ban hành văn bản này"

ONE, APART = "one", "each"
"""What may be chosen of a milestone that several tasks share: it is one and the same, or each has its own."""

LONGEST_CONTEXT = 60
PLURAL = re.compile(r"(?i)\bcác (?:cấp|xã|phường|huyện|địa phương|đơn vị|chi bộ|tổ chức)\b|\b(?:từng|mỗi) ")
HOLDING = re.compile(r"(?i)^(?:khi )?(?:kết thúc|tổ chức|tiến hành|diễn ra|hoàn thành)\s+(?=đại hội|hội nghị|cuộc|kỳ)")


@dataclass(slots=True)
class DraftMilestones:
    """The milestones of a draft as they turn up, by name."""

    unit: str  # the plan's
    issued: date | None = None  # the document's own date
    titles: dict[str, str] = field(default_factory=dict)
    rules: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, list[str | None]] = field(default_factory=dict)  # for each rule, the kind it is for each of
    chosen: Mapping[str, str] = field(default_factory=dict)  # the answers about shared milestones, by their name
    contexts: dict[str, str] = field(default_factory=dict)  # of milestones that only one task has: its title
    counts: Counter[str] = field(default_factory=Counter)  # so many tasks wait for nameless words, each its own thing

    def name(self, event: str, context: str) -> tuple[str, Doubt | None]:
        """The milestone that `event` (the document's words) is in a row titled `context`, and the doubt about it.

        It is one that turned up already, if the words are its own or surely mean it; else a new one. Words that name
        nothing in particular (`được phê duyệt`) are another milestone in each row.
        """
        if OWN.fullmatch(folded(event)):
            return OWN_NAME, None
        name = name_of(event)
        if self._apart(name, event):
            self.counts[name] += 1
            number = self.counts[name]
            own = name if number == 1 else f"{name}_{number}"
            self.contexts[own] = context
            return own, None
        if name in self.titles:
            return name, None
        meant = resolve(event, self.titles, context).name
        if meant is None or meant in self.contexts:
            return name, None
        args = {"event": event, "meant": self.titles[meant]}
        return meant, Doubt(field="due", template=TAKEN_FOR, args=args, key="taken-for")

    def _apart(self, name: str, event: str) -> bool:
        """True if every row that waits for these words waits for something of its own."""
        choice = self.chosen.get(shared_key(name))
        if choice:
            return choice == APART
        if name in self.titles and name not in self.contexts:
            return False  # an answer, or words that named it before
        return is_nameless(event)

    def add(self, name: str, event: str, rule: str, kind: str | None) -> None:
        """Note that `rule`, which is for each `kind`, waits for this milestone."""
        self.titles.setdefault(name, OWN_TITLE if name == OWN_NAME else event[0].upper() + event[1:])
        self.rules.setdefault(name, []).append(rule)
        self.kinds.setdefault(name, []).append(kind)

    def declared(self, used: Sequence[str], answered: Mapping[str, Mapping[str, str]]) -> list[NewMilestone]:
        """The milestones that are `used`, in the order in which they turned up, with what was `answered` of them."""
        names = [*(name for name in self.titles if name in used), *(name for name in answered if name in used)]
        return [self._milestone(name, answered.get(name, {})) for name in dict.fromkeys(names)]

    def _milestone(self, name: str, answer: Mapping[str, str]) -> NewMilestone:
        """The milestone as it is declared; what was answered of it goes before what was made."""
        title = answer.get("title") or self._titled(name)
        at, each = answer.get("at"), answer.get("of each")
        if not at and not each:
            at, each = self._where(name)
        held = self.issued if name == OWN_NAME else None
        at, each = (self.unit, None) if held else (at, each)
        return NewMilestone(
            name=name, title=title, at=at, of_each=each, held=held, rules=tuple(self.rules.get(name, ()))
        )

    def _titled(self, name: str) -> str:
        """The title of a milestone; one of several with the same words says of which task it is."""
        title = self.titles.get(name, name)
        if name in self.contexts and self.counts[name_of(title)] > 1:
            return f"{title} ({self.contexts[name][:LONGEST_CONTEXT].strip(' .;,')})"
        return title

    def _where(self, name: str) -> tuple[str | None, str | None]:
        """The unit code, or else the unit kind, where it happens.

        The centre if its words say so; each unit of a kind if only tasks of such units wait for it; else the unit of
        the plan.
        """
        words = key_of(self.titles.get(name, ""))
        kinds = set(self.kinds.get(name, ()))
        if OF_CENTRE.search(words):
            return ROOT, None
        kind = kinds.pop() if len(kinds) == 1 else None
        return (None, kind) if kind and not OF_PROVINCE.search(words) else (self.unit, None)


def is_nameless(event: str) -> bool:
    """True if words name nothing in particular: no number, no proper name, and nobody who issued the document."""
    if UNNAMED.match(event.lower()):
        return not ISSUED_BY.search(event)
    return not NAME_WITHIN.search(event)


def shared_key(name: str) -> str:
    """The name of the question whether all that wait for a milestone wait for the same thing."""
    return f"shared {name}"


def shared_doubt(milestone: NewMilestone) -> Doubt | None:
    """The question whether tasks that wait for the same words wait for the same thing."""
    if len(milestone.rules) < SHARED_FROM or not UNNAMED.match(milestone.title.lower()):
        return None
    return Doubt(
        field=milestone.name, template=SHARED, args={"count": len(milestone.rules)}, key=shared_key(milestone.name)
    )


def in_context(event: str, title: str) -> tuple[str, Doubt | None]:
    """The event that is meant in a row with this title, and what is doubtful about it.

    `Đại hội` in a report on `Đại hội Đảng bộ Công an tỉnh` is that one; `đại hội các cấp` are several.
    """
    event = HOLDING.sub("", event)
    if PLURAL.search(event):
        return event, Doubt(field="due", template=SEVERAL, args={"event": event})
    plain, words = folded(title), folded(event)
    start = plain.find(f"{words} ")
    if start < 0 or len(plain) != len(title) or len(event.split()) > 2:
        return event, None
    end = STOP.search(key_of(title), start + len(words))
    meant = title[start : end.start() if end else None].strip()
    if len(meant.split()) <= len(event.split()):
        return event, None
    meant = f"{event[0].upper()}{meant[1:]}"
    return meant, Doubt(field="due", template=FROM_TITLE, args={"event": event, "meant": meant}, key="from-title")
