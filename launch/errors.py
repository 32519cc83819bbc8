"""What can go wrong before and while the processes run."""


class LaunchError(Exception):
    """Something the person at the keyboard can act on; the message says what to do."""


class CommandFailed(LaunchError):
    """A command of the set-up ended with a code other than 0, or never started."""

    def __init__(self, command: str, code: int, log_tail: str) -> None:
        """Keep the code and the last lines that the command printed."""
        super().__init__(f"{command} failed (code {code}). It said:\n{log_tail}")
        self.command = command
        self.code = code
        self.log_tail = log_tail


class PortTaken(LaunchError):
    """A port that we need is used by another program."""

    def __init__(self, host: str, port: int, setting: str) -> None:
        """Name the setting that moves the port."""
        super().__init__(
            f"Port {port} on {host} is taken by another program. "
            f"Stop that program, or choose another port with {setting}."
        )
        self.port = port
        self.setting = setting


class AlreadyRunning(LaunchError):
    """Another run holds the lock of the same VAR_DIR."""

    def __init__(self, what: str, pid: int | None) -> None:
        """Name the process that holds the lock, where it is known."""
        holder = f"process {pid}" if pid else "another process"
        super().__init__(f"{what} is already active ({holder}). Stop it first.")
        self.pid = pid
