using System.CommandLine;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;
using NanoBms.Core;
using NanoBms.Device.Sensors.Catalog;
using NanoBms.Device.Settings;
using NanoBms.Foundation;
using NanoBms.PackSimulator.Hosting;
using NanoBms.PackSimulator.Sources;

namespace NanoBms.PackSimulator.Commands;

/// <summary>The command without a name: runs the firmware at a cell.</summary>
internal static class RunCommand
{
    private const long SummaryPeriodMs = 600_000;

    // Above it nobody reads line by line.
    private const double FastSpeed = 100;

    public static RootCommand Create()
    {
        var root = new RootCommand(
            """
            Runs the fuel gauge's firmware on this computer at a virtual cell, with a local channel and its page.

            Example: nanobms-simulate --speed 0 --once --ambient 10 --no-channel --quiet
            """)
        {
            FitCommand.Create(), SoakCommand.Create(),
        };
        var options = new RunOptions();
        options.AddTo(root);

        // On another thread: Ctrl-C waits for an action to end only once it has its task.
        root.SetAction((parse, ct) => Task.Run(() => RunAsync(parse, options, ct), ct));
        return root;
    }

    private static async Task RunAsync(ParseResult parse, RunOptions options, CancellationToken ct)
    {
        double speed = parse.GetValue(options.Speed), ambientC = parse.GetValue(options.Ambient);
        Check(speed >= 0 && double.IsFinite(speed), "--speed must be 0 (as fast as possible) or more.");
        Check(parse.GetValue(options.Hours) is null or > 0, "--hours must be above 0.");
        Check(ambientC is >= -20 and <= 30, "--ambient must be -20 to 30 degrees Celsius, the range the cell was recorded in.");
        Check(parse.GetValue(options.SensorErrors) is >= 0 and <= 100, "--sensor-errors must be 0 to 100.");
        Check(
            parse.GetValue(options.Csv) is null || parse.GetValue(options.Cell) is null,
            "--csv and --cell exclude each other: a recording has a cell of its own.");
        string sensor = parse.GetValue(options.Sensor)!;
        Check(SensorCatalog.Find(sensor) is not null, $"--sensor must be {SensorCatalog.Names()}.");
        TextWriter output = parse.InvocationConfiguration.Output;
        QuantizedModel model = ModelChoice.Open(parse.GetValue(options.Model))();
        ICellSource cell = Cell(parse, options, model.Info);
        await using Channel? channel = parse.GetValue(options.NoChannel)
            ? null
            : await Channel.StartAsync(parse.GetValue(options.Port), parse.GetValue(options.Database), ct);
        DeviceSettings settings = Settings(parse, options, sensor, model.Info);
        if (channel is not null)
        {
            channel.Apply(settings);
            output.WriteLine($"Channel page: {channel.Url}");
        }

        var simulation = new PackSimulation(
            cell, model,
            new PackSimulationOptions
            {
                Settings = settings,
                CellCapacityAh = model.Info.RatedCapacityAh,
                Seed = parse.GetValue(options.Seed),
                SensorErrorScale = parse.GetValue(options.SensorErrors),
                StartUtc = parse.GetValue(options.Start) ?? DateTime.UtcNow,
            },
            new TextLog(parse.GetValue(options.Quiet) ? TextWriter.Null : output), channel?.Http);
        Run(simulation, speed, parse.GetValue(options.Hours), output, ct);
        output.WriteLine(Summary.Final(simulation));
    }

    private static void Run(PackSimulation simulation, double speed, double? hours, TextWriter output, CancellationToken ct)
    {
        var pace = new Pace(speed);
        long endMs = hours is { } given ? (long)(given * 3_600_000) : long.MaxValue;
        bool fast = speed is 0 or > FastSpeed;
        while (!ct.IsCancellationRequested && simulation.UptimeMs < endMs && simulation.TryStep())
        {
            if (fast && simulation.UptimeMs % SummaryPeriodMs == 0)
            {
                output.WriteLine(Summary.Now(simulation));
            }

            pace.WaitFor(simulation.UptimeMs, ct);
        }
    }

    private static DeviceSettings Settings(ParseResult parse, RunOptions options, string sensor, ModelInfo info)
    {
        var settings = new DeviceSettings
        {
            CurrentSensor = sensor,
            CellsInSeries = parse.GetValue(options.Series),
            CellsInParallel = parse.GetValue(options.Parallel),
            CellCapacityAh = parse.GetValue(options.Capacity),
        };
        float cells = settings.CellCapacityAh > 0 && info.RatedCapacityAh > 0
            ? settings.CellsInParallel * settings.CellCapacityAh / info.RatedCapacityAh
            : settings.CellsInParallel;
        settings.ShuntOhm = parse.GetValue(options.Shunt) ?? settings.ShuntOhm / Math.Max(1, cells);
        string? error = settings.FirstError();
        Check(error is null, error ?? "");
        var errors = new SettingsErrors();
        settings.CheckFit(errors, info, canSleep: false, adcChannels: 8);
        Check(errors.Count == 0, errors.Count == 0 ? "" : errors.Sentence(0));
        return settings;
    }

    private static ICellSource Cell(ParseResult parse, RunOptions options, ModelInfo info)
    {
        if (parse.GetValue(options.Csv) is { } csv)
        {
            Check(
                info.RatedCapacityAh > 0,
                "The model does not tell its cell's rated capacity, which a recording's state of charge counts from.");
            return new RecordedCell(CycleReader.Read(csv), info.RatedCapacityAh);
        }

        CellParameters parameters = parse.GetValue(options.Cell) is { } path ? CellParametersFile.Read(path) : CellParametersFile.Default();
        return new DrivenCell(parameters, parse.GetValue(options.Ambient), parse.GetValue(options.Seed), parse.GetValue(options.Once));
    }

    private static void Check(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new UserError(sentence);
        }
    }
}
