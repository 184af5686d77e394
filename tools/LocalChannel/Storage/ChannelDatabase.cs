using Microsoft.Data.Sqlite;
using NanoBms.Foundation;

namespace NanoBms.LocalChannel.Storage;

/// <summary>The SQLite file: its connections, its tables and the lock that keeps a second server away.</summary>
internal sealed class ChannelDatabase : IDisposable
{
    private const int Version = 3;

    // Of version 1: numbers of deleted entries were given again.
    private const string ToVersion2 = "ALTER TABLE channels ADD COLUMN last_entry_id INTEGER NOT NULL DEFAULT 0;";

    // Of version 2: there was no state.
    private const string States = """
        CREATE TABLE channel_states (
            channel_id INTEGER PRIMARY KEY REFERENCES channels (id),
            version INTEGER NOT NULL,
            state BLOB NOT NULL
        );
        """;

    private const string Tables = """
        CREATE TABLE channels (
            id INTEGER PRIMARY KEY,
            settings TEXT NOT NULL,
            write_key TEXT NOT NULL UNIQUE,
            read_key TEXT NOT NULL,
            created_at_ms INTEGER NOT NULL,
            last_entry_id INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE entries (
            channel_id INTEGER NOT NULL REFERENCES channels (id),
            entry_id INTEGER NOT NULL,
            created_at_ms INTEGER NOT NULL,
            field1 TEXT, field2 TEXT, field3 TEXT, field4 TEXT, field5 TEXT, field6 TEXT, field7 TEXT, field8 TEXT,
            latitude TEXT, longitude TEXT, elevation TEXT, status TEXT,
            PRIMARY KEY (channel_id, entry_id)
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX entries_by_time ON entries (channel_id, created_at_ms);
        """;

    private readonly string connectionString;
    private readonly FileStream lockFile;

    private ChannelDatabase(string connectionString, FileStream lockFile)
    {
        this.connectionString = connectionString;
        this.lockFile = lockFile;
    }

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="UserError">The file is in use, is no database of channels, or cannot be written.</exception>
    public static ChannelDatabase Open(string path)
    {
        FileStream lockFile = Lock(path);
        var database = new ChannelDatabase(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = true, DefaultTimeout = 30 }.ConnectionString, lockFile);
        try
        {
            OwnerOnly(path);
            database.Prepare(path);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A connection, out of the pool.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();

            // FULL: a commit returns when the log is on the disk, so that not even a power cut takes back what was acknowledged.
            Execute(connection, "PRAGMA synchronous = FULL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        using (var connection = new SqliteConnection(connectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        lockFile.Dispose();
    }

    private static FileStream Lock(string path)
    {
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new UserError($"The folder of the database '{path}' is not there; make it, or name another place with --db.");
        }

        try
        {
            return new FileStream(full + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UserError($"The database '{path}' cannot be written here; name another place with --db.", exception);
        }
        catch (IOException exception)
        {
            throw new UserError(
                $"The database '{path}' is in use by another server; stop that one, or name another file with --db.", exception);
        }
    }

    /// <summary>
    /// Leaves the file to its owner alone: both keys are in it. SQLite gives the files that it makes beside it the same mode. A file of an
    /// older version, which everybody could read, is closed.
    /// </summary>
    private static void OwnerOnly(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = owner,
        };
        try
        {
            using var file = new FileStream(path, options);
            foreach (string name in (string[])[path, path + "-wal", path + "-shm"])
            {
                if (File.Exists(name) && (File.GetUnixFileMode(name) & ~owner) != 0)
                {
                    File.SetUnixFileMode(name, owner);
                }
            }
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new UserError($"The database '{path}' cannot be written here; name another place with --db.", exception);
        }
    }

    private void Prepare(string path)
    {
        try
        {
            using SqliteConnection connection = Connect();
            using SqliteTransaction transaction = connection.BeginTransaction();
            long version = Scalar(connection, transaction, "PRAGMA user_version");
            if (version == 0 && Scalar(connection, transaction, "SELECT count(*) FROM sqlite_schema") == 0)
            {
                Execute(connection, Tables + States + $"PRAGMA user_version = {Version};", transaction);
                version = Version;
            }
            else if (version is 1 or 2)
            {
                Execute(connection, (version == 1 ? ToVersion2 : "") + States + $"PRAGMA user_version = {Version};", transaction);
                version = Version;
            }

            transaction.Commit();
            if (version != Version)
            {
                throw new UserError($"'{path}' is not a database of this version of the channel server; name another file with --db.");
            }

            Execute(connection, "PRAGMA journal_mode = WAL");
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new UserError($"'{path}' is not an SQLite database; name another file with --db.", exception);
        }
        catch (SqliteException exception)
        {
            throw new UserError(
                $"The database '{path}' cannot be opened ({exception.Message.TrimEnd('.')}); name another file with --db.", exception);
        }
    }

    private static long Scalar(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
