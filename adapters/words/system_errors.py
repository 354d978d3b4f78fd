"""What the system says of files and disks, in sentences that can be translated: its own words are in its language."""

import errno

from adapters.words.catalogue import Said
from rules.problems import N_

_WORDS = {
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("this user's share of the disk is used up"),
    errno.EFBIG: N_("the file would become larger than this user may write"),
    errno.EROFS: N_("the disk can only be read"),
    errno.EACCES: N_("this user has no right to it"),
    errno.EPERM: N_("this user has no right to it"),
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("what should be a folder in it is a file"),
    errno.EISDIR: N_("it is a folder"),
    errno.EEXIST: N_("it is there already"),
    errno.ELOOP: N_("it is a link, or links lead around in a circle"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EIO: N_("the disk does not do its part"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENFILE: N_("too many files are open"),
}


def system_said(error: BaseException) -> Said | str:
    """The reason that the system gives; in its own words, or the error's name, where there are none of ours."""
    template = _WORDS.get(getattr(error, "errno", None) or 0)
    return Said(template) if template else str(getattr(error, "strerror", None) or type(error).__name__)
