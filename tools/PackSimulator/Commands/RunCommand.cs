using System.CommandLine;
using System.Globalization;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;
using NanoBms.Core;
using NanoBms.Device.Sensors.Catalog;
using NanoBms.Device.Settings;
using NanoBms.Device.Text;
using NanoBms.Foundation;
using NanoBms.PackSimulator.Hosting;
using NanoBms.PackSimulator.Scenes;
using NanoBms.PackSimulator.SetUp;
using NanoBms.PackSimulator.Sources;

namespace NanoBms.PackSimulator.Commands;

/// <summary>The command without a name: runs the firmware at a cell.</summary>
internal static class RunCommand
{
    private const long SummaryPeriodMs = 600_000, StepMs = 1000;

    // Above it nobody reads line by line.
    private const double FastSpeed = 100;

    private const double UsualSpeed = 20, UsualSocPercent = 70;

    public static RootCommand Create()
    {
        var root = new RootCommand(
            """
            Runs the fuel gauge's firmware on this computer at a virtual cell, with a local channel and its page.

            Examples:
              nanobms-simulate
              nanobms-simulate --scene day
              nanobms-simulate --set-up --swapped
              nanobms-simulate --speed 0 --once --ambient 10 --no-channel --quiet
              nanobms-simulate --speed 1 --url http://127.0.0.1:8080 --write-key KEY
            """)
        {
            SoakCommand.Create(),
        };
        var options = new RunOptions();
        options.AddTo(root);

        // On another thread: Ctrl-C waits for an action to end only once it has its task.
        root.SetAction((parse, ct) => Task.Run(() => RunAsync(parse, options, ct), ct));
        return root;
    }

    private static async Task RunAsync(ParseResult parse, RunOptions options, CancellationToken ct)
    {
        Scene? scene = ChosenScene(parse, options);
        double speed = parse.GetValue(options.Speed) ?? scene?.Speed ?? UsualSpeed, ambientC = parse.GetValue(options.Ambient);
        Check(speed >= 0 && double.IsFinite(speed), "--speed must be 0 (as fast as possible) or more.");
        Check(parse.GetValue(options.Hours) is null or > 0, "--hours must be above 0.");
        Check(ambientC is >= -20 and <= 30, "--ambient must be -20 to 30 degrees Celsius, the range the cell was recorded in.");
        Check(parse.GetValue(options.SensorErrors) is >= 0 and <= 100, "--sensor-errors must be 0 to 100.");
        Check(
            parse.GetValue(options.Csv) is null || parse.GetValue(options.Cell) is null,
            "--csv and --virtual-cell exclude each other: a recording has a cell of its own.");
        Check(
            parse.GetValue(options.Soc) is null || (parse.GetValue(options.Csv) is null && scene is null),
            "--initial-soc is of the virtual cell alone: a recording and a scene begin where they begin.");
        Check(parse.GetValue(options.Soc) is null or (>= 10 and <= 100), "--initial-soc must be 10 to 100 percent.");
        string sensor = parse.GetValue(options.Sensor)!;
        Check(SensorCatalog.Find(sensor) is not null, $"--sensor must be {SensorCatalog.Names()}.");
        TextWriter output = parse.InvocationConfiguration.Output;
        LiveConsole console = Console(parse, options, output);
        QuantizedModel model = ModelChoice.Open(parse.GetValue(options.Model))();
        ICellSource cell = Cell(parse, options, model.Info, scene);
        var truth = new TruthTrack();
        await using Channel? channel = parse.GetValue(options.NoChannel)
            ? null
            : Given(parse, options) ?? await Channel.StartAsync(parse.GetValue(options.Port), truth.At, ct);
        DeviceSettings settings = Settings(parse, options, sensor, model.Info);
        if (parse.GetValue(options.SetUp))
        {
            Check(channel is not null, "--set-up needs a channel to be set up for; leave --no-channel out.");
            settings.ReverseCurrent = parse.GetValue(options.Swapped);
            using var board = new UnsetBoard(
                cell, ModelChoice.Open(parse.GetValue(options.Model)), settings, parse.GetValue(options.Seed),
                parse.GetValue(options.Start) ?? DateTime.UtcNow, channel!.Http, console);
            SetUpRun.Explain(output, board, channel);
            SetUpRun.Run(board, speed, parse.GetValue(options.Hours), ct);
            output.WriteLine($"== end: {board.Sent} entries sent since the last start");
            return;
        }

        Check(!parse.GetValue(options.Swapped), "--swapped goes with --set-up alone.");
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
                Faults = scene,
                IsOffline = scene is null ? null : uptimeMs => scene.ActAt(uptimeMs)?.IsOffline == true,
            },
            console, channel?.Http);
        Run(simulation, new Pace(speed), parse.GetValue(options.Hours), step =>
        {
            truth.Add(simulation.UtcNow, simulation.Sample.SocPercent);
            Show(simulation, console, step, speed is 0 or > FastSpeed && scene is null, scene, channel?.Url);
        }, ct);
        console.Release();
        output.WriteLine(Summary.Final(simulation));
    }

    private static Channel? Given(ParseResult parse, RunOptions options)
    {
        int number = ChannelNumber(parse.GetValue(options.ChannelId)!);
        if (parse.GetValue(options.Server) is not { } server)
        {
            Check(
                parse.GetResult(options.ChannelId) is not { Implicit: false },
                "--channel is a channel's number at the server of --url; give that, too.");
            return null;
        }

        Check(
            Uri.TryCreate(server, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https",
            $"--url '{server}' is not an address such as http://127.0.0.1:8080.");
        Check(parse.GetValue(options.Port) is null, "--port is of the run's own channel; leave it out with --url.");
        string? key = parse.GetValue(options.WriteKey) ?? Environment.GetEnvironmentVariable(RunOptions.WriteKeyVariable);
        Check(!string.IsNullOrEmpty(key), $"--url needs the channel's write key: --write-key, or {RunOptions.WriteKeyVariable}.");
        return Channel.At(address!, key!, number);
    }

    private static int ChannelNumber(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
        ? id
        : throw new UserError($"--channel '{text}' is not a channel's number; the address of its server goes to --url.");

    // A terminal that is redirected is none; tests and pipes get each line.
    private static LiveConsole Console(ParseResult parse, RunOptions options, TextWriter output) => new(
        output, ReferenceEquals(output, System.Console.Out) && !System.Console.IsOutputRedirected ? () => System.Console.WindowWidth : null,
        parse.GetValue(options.Verbose), parse.GetValue(options.Quiet));

    private static Scene? ChosenScene(ParseResult parse, RunOptions options)
    {
        if (parse.GetValue(options.Scene) is not { } name)
        {
            return null;
        }

        Check(
            parse.GetValue(options.Csv) is null && !parse.GetValue(options.Once),
            "--scene says what happens to the cell; leave --csv and --once out.");
        return Scene.Find(name)
            ?? throw new UserError($"--scene must be {string.Join(" or ", Scene.All.Select(scene => scene.Name))}, not '{name}'.");
    }

    private static void Run(PackSimulation simulation, Pace pace, double? hours, Action<int> show, CancellationToken ct)
    {
        long endMs = hours is { } given ? (long)(given * 3_600_000) : long.MaxValue;
        while (!ct.IsCancellationRequested && simulation.UptimeMs < endMs)
        {
            int before = simulation.Made;
            if (!simulation.TryStep())
            {
                break;
            }

            show(simulation.Made - before);
            pace.WaitFor(simulation.UptimeMs, ct);
        }
    }

    private static void Show(PackSimulation simulation, LiveConsole console, int newEntries, bool summaries, Scene? scene, Uri? page)
    {
        SceneAct? act = scene?.ActAt(simulation.UptimeMs - 1);
        bool isFirst = simulation.UptimeMs <= StepMs;
        if (act is not null && (isFirst || act != scene!.ActAt(simulation.UptimeMs - StepMs - 1)))
        {
            console.WriteLine($"== {DecimalText.Duration((simulation.UptimeMs - StepMs) / 1000)} {act.Title}");
        }

        if (newEntries > 0)
        {
            console.ShowSample();
        }

        if (summaries && simulation.UptimeMs % SummaryPeriodMs == 0)
        {
            console.WriteLine(Summary.Now(simulation));
        }

        console.Hold(room => Summary.Status(simulation, page, act?.Title, room));
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

    private static ICellSource Cell(ParseResult parse, RunOptions options, ModelInfo info, Scene? scene)
    {
        if (parse.GetValue(options.Csv) is { } csv)
        {
            Check(
                info.RatedCapacityAh > 0,
                "The model does not tell its cell's rated capacity, which a recording's state of charge counts from.");
            return new RecordedCell(CycleReader.Read(csv), info.RatedCapacityAh);
        }

        CellParameters parameters = parse.GetValue(options.Cell) is { } path ? CellParametersFile.Read(path) : CellParametersFile.Default();
        double ambientC = parse.GetValue(options.Ambient);
        int seed = parse.GetValue(options.Seed);
        return scene is not null
            ? new SceneCell(scene, parameters, ambientC, seed)
            : new DrivenCell(
                parameters, ambientC, seed, parse.GetValue(options.Once), (parse.GetValue(options.Soc) ?? UsualSocPercent) / 100);
    }

    private static void Check(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new UserError(sentence);
        }
    }
}
