using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace NanoBms.TestSupport;

/// <summary>
/// A real PostgreSQL on a free port of loopback with files of its own, which can be killed and started again. It runs as the user postgres
/// where the tests run as root, whom it refuses.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";

    private static readonly string? Programs = new[] { "/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql@15" }
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.GetDirectories(folder).Append(folder)).Select(version => Path.Combine(version, "bin"))
        .Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault();

    private static readonly SemaphoreSlim Gate = new(1);
    private static PostgresServer? shared;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nanobms-postgres-");
    private readonly int port = FreePort();
    private int databases;

    private PostgresServer()
    {
    }

    private string Data => Path.Combine(folder.FullName, "data");

    /// <summary>A server that all tests of a program share; it ends with the program.</summary>
    public static async Task<PostgresServer> SharedAsync()
    {
        await Gate.WaitAsync(WaitLimit.Token).ConfigureAwait(false);
        try
        {
            if (shared is null)
            {
                shared = await StartAsync().ConfigureAwait(false);
                AppDomain.CurrentDomain.ProcessExit += (_, _) => shared.DisposeAsync().AsTask().Wait(WaitLimit.Time);
            }

            return shared;
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A server of one's own; skips the test where PostgreSQL is not there.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        Skip.Unless(Programs is not null && !OperatingSystem.IsWindows(), "needs PostgreSQL (apt-get install postgresql-15)");
        var server = new PostgresServer();
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", User, server.folder.FullName).ConfigureAwait(false);
        }

        await server.RunProgramAsync("initdb", "-D", server.Data, "-U", User, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
            .ConfigureAwait(false);
        await server.StartAgainAsync().ConfigureAwait(false);
        return server;
    }

    /// <summary>Makes a database and gives its connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        string name = "test" + Interlocked.Increment(ref databases).ToString(null, null);
        await RunProgramAsync("createdb", "-h", "127.0.0.1", "-p", port.ToString(null, null), "-U", User, name).ConfigureAwait(false);
        return $"Host=127.0.0.1;Port={port};Database={name};Username={User};Maximum Pool Size=20";
    }

    /// <summary>Backs a database up, restores it into a new one, and gives the connection string of that.</summary>
    public async Task<string> RestoredAsync(string connectionString, params string[] dumpArguments)
    {
        string file = Path.Combine(folder.FullName, "nanobms.dump"), restored = await NewDatabaseAsync().ConfigureAwait(false);
        string[] server = ["-h", "127.0.0.1", "-p", port.ToString(null, null), "-U", User];
        await RunProgramAsync("pg_dump", [.. dumpArguments, .. server, "-f", file, NameOf(connectionString)]).ConfigureAwait(false);
        await RunProgramAsync("pg_restore", [.. server, "--exit-on-error", "-d", NameOf(restored), file]).ConfigureAwait(false);
        return restored;
    }

    /// <summary>As kill -9 of all its processes: nothing is finished, what is not on the disk is gone.</summary>
    public Task KillAsync() => RunProgramAsync("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-w");

    /// <summary>
    /// Starts it on its files, and waits until it answers. Nobody cuts this machine's power: what a killed process has written stays, so
    /// nothing waits for a disk.
    /// </summary>
    public Task StartAgainAsync() => RunProgramAsync(
        "pg_ctl", "start", "-D", Data, "-w", "-l", Path.Combine(folder.FullName, "log"), "-o",
        $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder.FullName} -c max_connections=200 -c fsync=off");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await KillAsync().ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string NameOf(string connectionString) =>
        connectionString.Split(';').First(part => part.StartsWith("Database=", StringComparison.Ordinal))["Database=".Length..];

    private Task RunProgramAsync(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? RunAsync("runuser", ["-u", User, "--", Path.Combine(Programs!, program), .. arguments])
        : RunAsync(Path.Combine(Programs!, program), arguments);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // What pg_ctl leaves running would hold pipes open: its words go nowhere, and what matters is in the log.
        string[] command = ["-c", "exec \"$@\" > /dev/null 2>&1", "sh", program, .. arguments];
        using Process process = Process.Start(new ProcessStartInfo("sh", command) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync(new CancellationTokenSource(WaitLimit.Time).Token).ConfigureAwait(false);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
