"""One request to the action API, read and signed for, as the handlers get it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from local.sandbox.replies import ApiError, missing_parameter
from local.sandbox.signature import Grant
from local.sandbox.users import SandboxUser

MULTIPLE_SEPARATOR = "\x1f"  # MediaWiki's second separator: a value that starts with it is split at it


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedPart:
    """A file part of a multipart body, on disk."""

    path: Path
    filename: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest:
    """Parameters, files, and who sent them."""

    parameters: dict[str, str]
    files: dict[str, UploadedPart] = field(default_factory=dict)
    user: SandboxUser | None = None
    grant: Grant | None = None
    server: str = ""
    warnings: dict[str, str] = field(default_factory=dict)

    @property
    def action(self) -> str:
        """Return the module asked for."""
        return self.parameters.get("action", "help")

    @property
    def format_version(self) -> int:
        """Return 1 or 2."""
        return 2 if self.parameters.get("formatversion") in {"2", "latest"} else 1

    def warn(self, module: str, text: str) -> None:
        """Add a remark on the request to the reply."""
        self.warnings[module] = f"{self.warnings[module]}\n{text}" if module in self.warnings else text

    def text(self, name: str, default: str = "") -> str:
        """Return a parameter's value."""
        return self.parameters.get(name, default)

    def required(self, name: str) -> str:
        """Return a parameter's value, refusing the request without it."""
        value = self.parameters.get(name)
        if value is None or value == "":
            raise missing_parameter(name)
        return value

    def flag(self, name: str) -> bool:
        """Tell whether a boolean is set: in MediaWiki any value sets it, `0` too."""
        return name in self.parameters

    def many(self, name: str, default: str = "") -> list[str]:
        """Return the values of a `|`-separated parameter."""
        text = self.parameters.get(name, default)
        if text.startswith(MULTIPLE_SEPARATOR):
            return text[1:].split(MULTIPLE_SEPARATOR)
        return [part for part in text.split("|") if part]

    def choices(self, name: str, allowed: Collection[str], *, module: str, default: str = "") -> list[str]:
        """Return the values of a `|`-separated parameter that are among those allowed, with a remark on the others."""
        given = self.many(name, default)
        unknown = [value for value in given if value not in allowed]
        if unknown:
            plural = "s" if len(unknown) > 1 else ""
            self.warn(module, f'Unrecognized value{plural} for parameter "{name}": {", ".join(unknown)}')
        return [value for value in given if value in allowed]

    def integer(self, name: str, default: int) -> int:
        """Return a whole number, refusing what is none."""
        text = self.parameters.get(name)
        if text is None:
            return default
        try:
            return int(text)
        except ValueError:
            raise ApiError("badinteger", f'Invalid value "{text}" for integer parameter "{name}".') from None

    def limit(self, name: str, default: int, maximum: int, *, module: str) -> int:
        """Return a page size, where `max` is the largest; one that cannot be becomes the nearest that can."""
        if self.parameters.get(name) == "max":
            return maximum
        wanted = self.integer(name, default)
        if not 1 <= wanted <= maximum:
            self.warn(module, f'The value "{wanted}" for parameter "{name}" must be between 1 and {maximum}.')
        return max(1, min(wanted, maximum))

    @property
    def account(self) -> SandboxUser:
        """Return who is asking, refusing somebody unknown."""
        if self.user is None:
            raise ApiError(
                "permissiondenied",
                "The action you have requested is limited to users in one of the groups: "
                "[[Commons:Users|Users]], [[Commons:Administrators|Administrators]].",
            )
        return self.user
