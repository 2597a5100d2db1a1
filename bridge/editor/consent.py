"""What never leaves the editor, whatever is open in it. Pure: about names; whose files are whose is asked elsewhere."""

import fnmatch
import re
from collections.abc import Iterable, Sequence

_SECRET_NAMES = re.compile(
    r"""
    \.env(?:[.\-_].*)? | .*\.env | \.envrc | env\.local
    | .*\.(?:pem|key|p8|p12|pfx|jks|keystore|kdbx|ppk|gpg|age|ovpn|tfstate|tfvars)(?:\.backup|~|\.bak|\.orig|\.swp)?
    | id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?(?:[.\-_].*)?
    | \.npmrc | \.netrc | _netrc | \.pypirc | \.pgpass | \.my\.cnf | \.git-credentials | \.htpasswd | \.dockercfg
    | credentials(?:\.(?:json|ya?ml|toml|ini|xml|csv))? | secrets?\.(?:json|ya?ml|toml|ini|env)
    | service[-_]account.*\.json | .*\.secret
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Names of files that are secret whoever wrote them."""

_SECRET_FOLDERS = frozenset({".ssh", ".gnupg", ".aws", ".azure", ".kube", ".gcloud", ".git", ".password-store"})


def parts_of(path: str) -> list[str]:
    """The names on the way to a file, with either separator."""
    return [part for part in re.split(r"[\\/]+", path) if part]


def is_secret(path: str) -> bool:
    """Whether a file is secret by its name, or by that of a folder it lies in."""
    parts = parts_of(path)
    if not parts:
        return False
    return _SECRET_NAMES.fullmatch(parts[-1]) is not None or not _SECRET_FOLDERS.isdisjoint(parts[:-1])


def relative_to(path: str, folders: Iterable[str]) -> str | None:
    """The path below the innermost of the folders that holds it, with `/`; None where none does."""
    names = parts_of(path)
    found = [
        names[len(parts_of(folder)) :]
        for folder in folders
        if parts_of(folder) == names[: len(parts_of(folder))] and len(names) > len(parts_of(folder))
    ]
    return min(("/".join(parts) for parts in found), key=len) if found else None


def matches_any(relative: str, globs: Sequence[str]) -> bool:
    """Whether one of the patterns names this file, or a folder it lies in.

    A pattern without a slash is about names, anywhere; one with a slash about the path from the workspace on. `*`
    matches slashes too. Letter case does not count: what is kept back by mistake does no harm.
    """
    parts = relative.lower().split("/")
    heads = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    for glob in globs:
        pattern = glob.strip().lower().removeprefix("./").rstrip("/")
        if not pattern:
            continue
        if pattern.removeprefix("**/").find("/") < 0:
            test, texts = pattern.removeprefix("**/"), parts
        else:
            test, texts = pattern.removeprefix("/"), heads
        if any(fnmatch.fnmatchcase(text, test) for text in texts):
            return True
    return False
