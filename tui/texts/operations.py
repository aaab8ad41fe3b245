"""Errors of running klad: its PostgreSQL, backups, settings."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "postgres-program-missing": ErrorText(
        N_("No PostgreSQL program: {program}"),
        N_("{program} of PostgreSQL {needed} or newer is needed. Found: {found}"),
        N_("Run make setup, or name the folder of the programs in KLAD_PG_BIN."),
        Severity.STOP,
        N_("No {program}"),
    ),
    "data-dir-unreachable": ErrorText(
        N_("The data folder cannot be used"),
        N_("Account {account} cannot work in {path}."),
        N_("Name another folder in KLAD_DATA_DIR, or open this one to that account."),
        Severity.STOP,
        N_("No data folder"),
    ),
    "data-dir-version": ErrorText(
        N_("Data of another PostgreSQL"),
        N_("{path} was made by PostgreSQL {found}, klad runs {needed}."),
        N_("Back up with the old version, then restore into a new data folder."),
        Severity.STOP,
        N_("Wrong data version"),
    ),
    "socket-dir-taken": ErrorText(
        N_("The folder of the database socket is not private"),
        N_("{path} belongs to somebody else or is open to others."),
        N_("Remove it, if it is not in use, and start klad again."),
        Severity.STOP,
        N_("Socket not private"),
    ),
    "embedded-unsupported": ErrorText(
        N_("klad's own PostgreSQL cannot run here"),
        N_("System: {system}."),
        N_("Name a PostgreSQL server in KLAD_DATABASE_URL."),
        Severity.STOP,
        N_("Name a database"),
    ),
    "database-not-started": ErrorText(
        N_("The database did not start"),
        N_("Data folder: {path}. The server said: {log}"),
        N_("Correct what it complains about, or run klad doctor."),
        Severity.STOP,
        N_("Database not up"),
    ),
    "file-taken": ErrorText(
        N_("The file exists"),
        N_("{path} is there already."),
        N_("Choose another name, or add --replace."),
    ),
    "backup-failed": ErrorText(
        N_("The backup was not written"),
        N_("{path}: {reason}"),
        N_("Nothing is left of it. Make room or choose another folder and try again."),
    ),
    "backup-unreadable": ErrorText(
        N_("This is not a whole backup"),
        N_("{path}: {reason}"),
        N_("Nothing was changed. Take another copy of the file."),
    ),
    "backup-foreign": ErrorText(
        N_("This is not a backup of klad"),
        N_("{path} holds the database of another program."),
        N_("Nothing was changed. Take a file written by klad db backup."),
    ),
    "backup-newer": ErrorText(
        N_("A newer klad made this backup"),
        N_("{path} has schema {revision}, which this klad does not know."),
        N_("Nothing was changed. Upgrade klad, then restore."),
    ),
    "database-not-empty": ErrorText(
        N_("The database is not empty"),
        N_("Tables, views and sequences in it: {tables}."),
        N_("Nothing was changed. Use an empty database; restore can drop all with --force."),
    ),
    "database-in-use": ErrorText(
        N_("Others work in the database"),
        N_("Connections: {sessions}. What they write meanwhile would stay behind."),
        N_("Let everybody sign out, or add --force."),
        Severity.WARN,
    ),
    "server-too-old": ErrorText(
        N_("The PostgreSQL server is too old"),
        N_("It is version {version}; klad needs {needed} or newer."),
        N_("Upgrade the server or name another in KLAD_DATABASE_URL."),
        Severity.STOP,
        N_("Server too old"),
    ),
    "restore-failed": ErrorText(
        N_("The database refused the backup"),
        N_("{reason}"),
        N_("Nothing was changed."),
    ),
    "unknown-setting": ErrorText(
        N_("Unknown setting: {key}"),
        N_("{file} has “{key}”. Allowed: {allowed}."),
        N_("Correct the file. Nearest known: {nearest}"),
        Severity.STOP,
        N_("Unknown setting"),
    ),
    "bad-setting": ErrorText(
        N_("Bad setting: {key}"),
        N_("{file}: “{key}” is “{value}”, expected: {expected}."),
        N_("Correct it and start klad again."),
        Severity.STOP,
        N_("Bad setting"),
    ),
    "settings-unreadable": ErrorText(
        N_("The settings file cannot be read"),
        N_("{file}: {reason}"),
        N_("Correct the file, or the path in KLAD_CONFIG."),
        Severity.STOP,
        N_("Settings unreadable"),
    ),
}
