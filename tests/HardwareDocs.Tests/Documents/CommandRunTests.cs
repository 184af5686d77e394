using System.Diagnostics;
using System.Globalization;
using System.Text;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests.Documents;

/// <summary>
/// Commands of the documents do run: in an empty folder beside the shipped models, where they need nothing else, and in small, where what
/// they do takes long.
/// </summary>
public sealed class CommandRunTests
{
    private const string Recordings = "needs recordings or models that are not in the repository",
        Written = "writes into the checkout; tests of their own hold what it writes";

    // So long that it cannot come to its end before it is cut: one day is simulated within a second, and would have a verdict.
    private static readonly Trial CutSoak = new()
    {
        More = "--days 60 --model models/panasonic18650pf-32-16.int8.tflite",
        Until = " of 60 days after",
        ExitCode = 130,
    };

    /// <summary>What a command needs to be tried; those that are not here run as they stand and end with exit code 0.</summary>
    private static readonly Dictionary<string, Trial> Trials = new()
    {
        ["FleetServer"] = new() { More = "--port 0", Until = "Ctrl-C stops" },
        ["FleetServer --postgres \"Host=127.0.0.1;Database=nanobms;Username=nanobms\" --channels 1000 --listen 0.0.0.0"] =
            new() { Untried = "needs a PostgreSQL" },
        ["HardwareDocs"] = new() { Untried = Written },
        ["HardwareDocs --check"] = new() { IsInCheckout = true },
        ["HardwareDocs options"] = new() { IsInCheckout = true, Untried = "its table is tested beside it, and it would write one" },
        ["HardwareDocs accuracy --data cycles"] = new() { Untried = Recordings },
        ["HardwareDocs accuracy --data cycles --write"] = new() { Untried = Recordings },
        ["HardwareDocs architecture"] = new() { Untried = Written },
        ["IlMeter models/panasonic18650pf-128-64.int8.tflite"] = new() { More = "--only" },
        ["LocalChannel --db channel.db --listen 0.0.0.0 --mqtt mqtt://gauge@192.168.1.10"] =
            new() { More = "--port 0", Other = ("192.168.1.10", "127.0.0.1:9"), Until = "Ctrl-C stops" },
        ["LocalChannel --port 8080 --db channel.db"] = new() { Other = ("8080", "0"), Until = "Ctrl-C stops" },
        ["LocalChannel --port 8080 --db channel.db --listen 0.0.0.0"] = new() { Other = ("8080", "0"), Until = "Ctrl-C stops" },
        ["ModelConverter convert soc.keras --input-scaler scaler_x.joblib --output-scaler scaler_y.joblib "
            + "--features voltage,current,temperature --period 1 --calibration drive.csv"] = new() { Untried = Recordings },
        ["ModelConverter device-projects"] = new() { Untried = Written },
        ["ModelConverter inspect soc.keras"] = new() { Untried = Recordings },
        ["ModelConverter settings-table"] = new() { Untried = Written },
        ["ModelConverter settings-table --check"] = new() { IsInCheckout = true },
        ["ModelTrainer"] = new() { More = "--help" },
        ["ModelTrainer evaluate mymodel --data cycles --slow-discharge cycles/25degC/c20_ocv.csv --virtual --report report"] =
            new() { Untried = Recordings },
        ["ModelTrainer import \"Panasonic 18650PF Data\" --out cycles"] = new() { Untried = Recordings },
        ["ModelTrainer newcell --name \"EVE LF100\" --chemistry lfp --capacity 100 --series 4 --out mybattery --firmware firmware"] =
            new() { More = "--steps 20 --cells 8 --max-error 100" },
        ["ModelTrainer train --data cycles --manifest models/panasonic18650pf-128-64.manifest.json --out mymodel --virtual-share 0.08 "
            + "--firmware firmware"] = new() { Untried = Recordings },
        ["Demo"] = new() { Until = "| SOC: " },
        ["Demo --scene day"] = new() { Until = "| SOC: " },
        ["Demo --set-up"] = new() { Until = "http://" },
        ["PackSimulator"] = new() { Until = "| SOC: " },
        ["PackSimulator --url http://127.0.0.1:8080 --write-key KEY"] = new() { Other = ("8080", "9"), Until = "| SOC: " },
        ["PackSimulator --scene day"] = new() { Until = "| SOC: " },
        ["PackSimulator --sensor INA228"] = new() { Until = "| SOC: " },
        ["PackSimulator --set-up"] = new() { Until = "http://" },
        ["PackSimulator --set-up --swapped"] = new() { Until = "http://" },
        ["PackSimulator soak"] = CutSoak,
        ["PackSimulator soak --faults device,storage"] = CutSoak,
        ["PackSimulator soak --many 200"] = CutSoak with { Other = ("200", "2") },
        ["ThingSpeakBridge --channel 123456 --log soc.csv"] = new() { More = "--url http://127.0.0.1:9", Until = "no connection" },
        ["ThingSpeakBridge --channel 123456 --mqtt mqtt://gauge@192.168.1.10"] =
            new() { More = "--url http://127.0.0.1:9", Other = ("192.168.1.10", "127.0.0.1:9"), Until = "no connection" },
    };

    /// <summary>Those that run, each once.</summary>
    public static TheoryData<string> Tried { get; } = new(
        DocumentCommand.All.Select(command => command.Text).Distinct().Where(text => Of(text).Untried.Length == 0));

    [Theory]
    [MemberData(nameof(Tried))]
    public async Task A_command_of_the_documents_runs(string text)
    {
        Trial trial = Of(text);
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("models"), Repository.File("models"));
        folder.Write("drive.csv", Drive());
        folder.Write("feeds.csv", Feeds());
        string[] words = [.. Words(Replaced(text, trial.Other)), .. Words(trial.More)];
        var start = new ProcessStartInfo("dotnet", [Program(words[0]), .. words[1..]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = trial.IsInCheckout ? Repository.Root : folder.Root,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var said = new StringBuilder();
            var isThere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task reading = Task.WhenAll(
                ReadAsync(process.StandardOutput, said, trial.Until, isThere),
                ReadAsync(process.StandardError, said, trial.Until, isThere));
            if (trial.Until.Length > 0)
            {
                Task first = await Task.WhenAny(isThere.Task, reading).WaitAsync(WaitLimit.Token);
                Assert.True(first == isThere.Task, $"{text} ended before it said '{trial.Until}':\n{said}");
                using Process stop = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await stop.WaitForExitAsync(WaitLimit.Token);
            }

            await process.WaitForExitAsync(WaitLimit.Token);
            await reading.WaitAsync(WaitLimit.Token);
            Assert.True(process.ExitCode == trial.ExitCode, $"{text} ended with {process.ExitCode}:\n{said}");
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void What_is_said_of_trials_is_said_of_commands_that_are_there() =>
        Assert.Empty(Trials.Keys.Except(DocumentCommand.All.Select(command => command.Text)));

    private static Trial Of(string text) => Trials.GetValueOrDefault(text, new Trial());

    private static string Replaced(string text, (string From, string To) other) =>
        other.From is null ? text : text.Replace(other.From, other.To, StringComparison.Ordinal);

    /// <summary>Words of a command line; those in quotation marks are one.</summary>
    private static IEnumerable<string> Words(string line) => line.Split('"')
        .SelectMany((part, k) => k % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The program as it was built beside these tests.</summary>
    private static string Program(string name)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string path = Repository.File("tools", name, "bin", configuration, "net10.0", $"NanoBms.{name}.dll");
        Skip.Unless(File.Exists(path), "needs the programs of the documents built (dotnet build NanoBms.slnx)");
        return path;
    }

    private static async Task ReadAsync(StreamReader from, StringBuilder said, string until, TaskCompletionSource isThere)
    {
        while (await from.ReadLineAsync(WaitLimit.Token) is { } line)
        {
            lock (said)
            {
                said.AppendLine(line);
            }

            if (until.Length > 0 && line.Contains(until, StringComparison.Ordinal))
            {
                isThere.TrySetResult();
            }
        }
    }

    /// <summary>A discharge at 1C from full, as a recording.</summary>
    private static string Drive() => "time_s,voltage_v,current_a,temperature_c,charge_ah\n" + string.Concat(Enumerable.Range(0, 600).Select(
        s => FormattableString.Invariant($"{s},{4.15 - s * 0.0005:F4},-2.9,25.0,{-2.9 * s / 3600:F5}\n")));

    /// <summary>An export of a channel, an entry each 15 s, without figures of a device.</summary>
    private static string Feeds() => "created_at,entry_id,field1,field2,field3\n" + string.Concat(Enumerable.Range(0, 40).Select(
        k => FormattableString.Invariant(
            $"{new DateTime(2026, 1, 31, 8, 0, 0).AddSeconds(15 * k):yyyy-MM-dd HH:mm:ss} UTC,{k + 1},{3.9 - k * 0.001:F3},-1.0,25.0\n")));

    /// <summary>How a command is tried.</summary>
    private sealed record Trial
    {
        /// <summary>Arguments besides.</summary>
        public string More { get; init; } = "";

        /// <summary>A text that stands in place of another one.</summary>
        public (string From, string To) Other { get; init; }

        /// <summary>What it says when it is there, of a program that runs until it is stopped.</summary>
        public string Until { get; init; } = "";

        /// <summary>The code that it ends with; a soak that is cut short has no verdict.</summary>
        public int ExitCode { get; init; }

        /// <summary>Whether it is started in the checkout, which it does not change.</summary>
        public bool IsInCheckout { get; init; }

        /// <summary>Why it is not tried; empty: it is.</summary>
        public string Untried { get; init; } = "";
    }
}
