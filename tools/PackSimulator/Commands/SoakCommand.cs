using System.CommandLine;
using System.Diagnostics;
using NanoBms.CommandLine;
using NanoBms.Core;
using NanoBms.Device.Settings;
using NanoBms.Device.Text;
using NanoBms.Foundation;
using NanoBms.PackSimulator.Soak;

namespace NanoBms.PackSimulator.Commands;

/// <summary>soak: days of the firmware with scripted faults, and a verdict.</summary>
internal static class SoakCommand
{
    private const int BrokenExitCode = 1;
    private const int LongestDays = 60;
    private const int MaxSoaks = 10_000, LastSeed = 1_000_000;

    public static Command Create()
    {
        var days = new Option<int>("--days")
        {
            Description = $"Simulated days, 1 to {LongestDays}.",
            DefaultValueFactory = _ => 7,
            HelpName = "DAYS",
        };
        var seed = new Option<int?>("--seed")
        {
            Description = "Seed of load, sensor errors and faults; drawn where it is left out.",
            HelpName = "N",
        };
        var many = new Option<int>("--many")
        {
            Description =
                $"Soaks, 1 to {MaxSoaks}, each with the next seed; a broken one is reduced to the smallest script that still breaks.",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
        var keep = new Option<int>("--keep-in-memory")
        {
            Description = "The firmware's setting keepInMemory, 0 to 239: a power cut may take so many entries.",
            DefaultValueFactory = _ => new DeviceSettings().KeepInMemory,
            HelpName = "N",
        };
        var model = new Option<string?>("--model")
        {
            Description = "An int8 .tflite with manifest, instead of the firmware's generated model.",
            HelpName = "FILE",
        };
        var faults = new Option<string>("--faults")
        {
            Description = $"Kinds of faults, with commas: {KindNames()}.",
            DefaultValueFactory = _ => nameof(SoakFaults.All),
            HelpName = "LIST",
        };
        var log = new Option<string?>("--device-log")
        {
            Description = "File for the firmware's lines, each behind the soak's time.",
            HelpName = "FILE",
        };
        var command = new Command("soak",
            """
            Runs the firmware for days at a virtual cell, with scripted faults of sensors, network, channel, clock and power, and says whether
            anything was lost, doubled or out of order. Exit code 1 where something was, 130 where it was cut short.

            Example: nanobms-simulate soak --days 7 --seed 1
            Example: nanobms-simulate soak --many 200
            """)
        {
            days, seed, many, keep, model, faults, log,
        };
        command.SetAction((parse, ct) => Task.Run(() =>
        {
            InvocationConfiguration console = parse.InvocationConfiguration;
            Check(parse.GetValue(days) is >= 1 and <= LongestDays, $"--days must be 1 to {LongestDays}.");
            Check(parse.GetValue(keep) is >= 0 and <= 239, "--keep-in-memory must be 0 to 239 entries.");
            Check(parse.GetValue(many) is >= 1 and <= MaxSoaks, $"--many must be 1 to {MaxSoaks}.");
            Check(
                Enum.TryParse(parse.GetValue(faults), ignoreCase: true, out SoakFaults kinds) && (kinds & ~SoakFaults.All) == 0,
                $"--faults must name kinds of faults: {KindNames()}.");
            Func<QuantizedModel> network = ModelChoice.Open(parse.GetValue(model));
            using TextWriter? lines = parse.GetValue(log) is { } path ? Open(path) : null;
            var options = new SoakOptions
            {
                Days = parse.GetValue(days),
                Faults = kinds,
                Seed = parse.GetValue(seed) ?? Random.Shared.Next(1, LastSeed),
                KeepInMemory = parse.GetValue(keep),
                Model = network,
                Log = lines,
            };
            return RunMany(options, parse.GetValue(many), console.Output, console.Error, ct);
        }));
        return command;
    }

    // "Usual" is no kind, but some of them.
    private static string KindNames() => string.Join(", ", Enum.GetNames<SoakFaults>().Where(name => name != nameof(SoakFaults.Usual)));

    private static int RunMany(SoakOptions first, int many, TextWriter output, TextWriter progress, CancellationToken ct)
    {
        int ended = 0, broken = 0;
        try
        {
            for (int k = 0; k < many; k++)
            {
                SoakOptions options = first with { Seed = first.Seed + k };
                bool holds = Run(options, output, progress, ct);
                ended++;
                if (!holds)
                {
                    broken++;
                    if (many > 1)
                    {
                        SoakOptions smallest = SoakReduction.Reduce(
                            options with { Log = null }, other => !new SoakRun(other).Run(_ => { }, ct).Holds);
                        output.WriteLine($"The smallest that still breaks:{Environment.NewLine}{SoakReduction.Test(smallest)}");
                    }
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            output.WriteLine(many == 1 && ended == 0
                ? "Cut short: this soak has no verdict."
                : $"Cut short: of {many} soaks {ended} came to their end, {broken} of them broken; the others have no verdict.");
            return broken == 0 ? ExitCode.CutShort : BrokenExitCode;
        }

        if (many > 1)
        {
            output.WriteLine($"{many} soaks, {broken} broken.");
        }

        return broken == 0 ? ExitCode.Success : BrokenExitCode;
    }

    private static bool Run(SoakOptions options, TextWriter output, TextWriter progress, CancellationToken ct)
    {
        var sinceStart = Stopwatch.StartNew();
        SoakProgress? before = null;
        output.WriteLine($"{options.Days} days, seed {options.Seed}, keepInMemory {options.KeepInMemory}");
        var run = new SoakRun(options);
        SoakVerdict verdict = run.Run(
            now =>
            {
                if (now.Second % SoakPlan.DayS < SoakPlan.HourS)
                {
                    output.WriteLine(SoakSummary.Day(now, before));
                    before = now;
                }
                else
                {
                    progress.WriteLine(
                        $"{DecimalText.Duration(now.Second)} of {options.Days} days after {sinceStart.Elapsed.TotalSeconds:F0} s");
                }
            },
            ct);
        foreach (SoakFinding finding in verdict.Findings)
        {
            output.WriteLine(SoakSummary.Line(finding));
        }

        output.WriteLine(verdict.Holds ? "The soak holds." : "The soak is broken.");
        return verdict.Holds;
    }

    private static StreamWriter Open(string path)
    {
        try
        {
            return new StreamWriter(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"'{path}' cannot be written: {exception.Message}", exception);
        }
    }

    private static void Check(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new UserError(sentence);
        }
    }
}
