"""The one class of errors that a user can mend."""


class CourseError(Exception):
    """Something about the course or the command is wrong; it is printed in two lines, without a traceback.

    Parameters
    ----------
    message : names the file and the cause
    next_step : what the user can do now
    exit_code : 2 for wrong use, such as a name that does not exist; 1 for all else
    """

    def __init__(self, message: str, next_step: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.exit_code = exit_code

    def __reduce__(self) -> tuple[type["CourseError"], tuple[str, str, int]]:
        """So that another process can raise it here."""
        return CourseError, (self.message, self.next_step, self.exit_code)

    def __str__(self) -> str:
        return f"{self.message}\n{self.next_step}"
