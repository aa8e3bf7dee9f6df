"""The errors that a user sees: one sentence that names what was wrong, the value, the remedy."""


class EmotionRescueError(Exception):
    """Base of all errors that are meant for the user; its text is shown without a traceback."""


class InputError(EmotionRescueError):
    """An image, sound or recording that cannot be understood; counted and skipped by nodes."""


class WeightsError(EmotionRescueError):
    """Model weights that are missing, broken, of another architecture, or not to be trusted."""


class MissingPackageError(EmotionRescueError):
    """A library that this command needs is not installed."""


class MemoryShortError(EmotionRescueError):
    """Memory that does not suffice for what was asked, even with nothing else in it."""


class UnfinishedError(EmotionRescueError):
    """Work that stopped half-way, as with a full disk; what is done stays, and can be gone on."""


class ServerError(EmotionRescueError):
    """A server of models that cannot be reached, refuses, or answers what cannot be used."""


class SettingsError(EmotionRescueError):
    """One or more settings out of range or of the wrong type; carries every problem found."""

    def __init__(self, problems):
        self.problems = tuple(problems)
        super().__init__('; '.join(self.problems))


class NodeError(EmotionRescueError):
    """A node that is needed does not run, failed to start, or does not answer."""
