"""Files that come with a form: of a size and a type that are taken, whatever they are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from starlette.datastructures import FormData, UploadFile

from adapters.answers.decisions import PresentedDecision
from adapters.bootstrap import Office
from adapters.filing.taken import TakenFile, taken
from adapters.named_files import UnfitFile
from adapters.statements.filing import Filing
from adapters.words.refused.refusal import Refused
from rules.problems import N_

FILES = "files"
_TOO_MANY = N_("At most {most} files at once.")
_NO_NAME = N_("A file has no name that can be kept: rename it.")
_MOST = 10


@dataclass(frozen=True, slots=True)
class Uploads:
    """The files that were sent, looked at before anything is recorded."""

    files: Sequence[TakenFile] = ()

    def keep(self, acting: Office, of: PresentedDecision) -> None:
        """Keep them with an event."""
        Filing(files=self.files).kept_with(acting, of.decision.event, dry_run=False)


def uploads(office: Office, data: FormData) -> Uploads:
    """The files of a form. Raises Refused."""
    sent = [one for one in data.getlist(FILES) if isinstance(one, UploadFile) and one.filename]
    if len(sent) > _MOST:
        raise Refused(_TOO_MANY, most=_MOST)
    return Uploads([_taken(office, one) for one in sent])


def _taken(office: Office, sent: UploadFile) -> TakenFile:
    """A file, under its name without folders; at most a byte more is read than may be taken."""
    name = PurePosixPath((sent.filename or "").replace("\\", "/")).name.replace("\x00", "")
    if name in ("", ".", ".."):
        raise Refused(_NO_NAME)
    most, types = office.settings.file_size, office.settings.file_types
    with TemporaryDirectory() as folder:
        try:
            path = Path(folder) / name
            path.write_bytes(sent.file.read(most + 1))
            return taken(path, name, most=most, types=types)
        except UnfitFile as unfit:
            raise Refused(unfit.template, **unfit.fields) from None
        except (OSError, ValueError):
            raise Refused(_NO_NAME) from None
