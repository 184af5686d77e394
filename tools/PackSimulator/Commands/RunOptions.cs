using System.CommandLine;
using System.Globalization;
using NanoBms.CommandLine;
using NanoBms.Device.Settings;
using NanoBms.PackSimulator.Sensors.Catalog;

namespace NanoBms.PackSimulator.Commands;

/// <summary>Options of a run.</summary>
internal sealed class RunOptions
{
    public const string WriteKeyVariable = "NANOBMS_WRITE_KEY";

    public Option<double?> Speed { get; } = new("--speed")
    {
        Description = "Simulated seconds a second; 0: as fast as it can be computed. Without it 20, or what a scene is made for.",
        HelpName = "FACTOR",
    };

    public Option<string?> Scene { get; } = new("--scene")
    {
        Description =
            $"A scripted stretch of life: {string.Join(", ", Scenes.Scene.All.Select(scene => $"{scene.Name} ({scene.Minutes} min)"))}.",
        HelpName = "NAME",
    };

    public Option<double?> Soc { get; } = new Option<double?>("--initial-soc")
    {
        Description = "State of charge of the virtual cell at the start, percent, 10..100; without it 70.",
        HelpName = "PERCENT",
    }.Formerly("--soc");

    public Option<double?> Hours { get; } = new("--hours")
    {
        Description = "Simulated hours to run; without it, until Ctrl-C.",
        HelpName = "H",
    };

    public Option<bool> Once { get; } = new("--once")
    {
        Description = "End when the cell is empty, instead of charging it and starting anew.",
    };

    public Option<int> Seed { get; } = new("--seed")
    {
        Description = "Seed of load, sensor errors and noise.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
    };

    public Option<double> Ambient { get; } = new("--ambient")
    {
        Description = "Temperature around the cell, degrees Celsius, -20..30.",
        DefaultValueFactory = _ => 25,
        HelpName = "DEGC",
    };

    public Option<double> SensorErrors { get; } = new("--sensor-errors")
    {
        Description = "Factor on the sensors' offsets, gains and noise; 0: none.",
        DefaultValueFactory = _ => 1,
        HelpName = "FACTOR",
    };

    public Option<string> Sensor { get; } = new("--sensor")
    {
        Description =
            $"Sensor chip, as the setting currentSensor has it: {string.Join(", ", EmulatorCatalog.All.Select(chip => chip.Name))}.",
        DefaultValueFactory = _ => new DeviceSettings().CurrentSensor,
        HelpName = "NAME",
    };

    public Option<int> Series { get; } = new("--series")
    {
        Description = "Cells in series, 1..16.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
    };

    public Option<int> Parallel { get; } = new("--parallel")
    {
        Description = "Cells in parallel, 1..64.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
    };

    public Option<float> Capacity { get; } = new("--capacity")
    {
        Description = "Rated capacity of a cell, ampere-hours; 0: that of the model's cell.",
        DefaultValueFactory = _ => 0,
        HelpName = "AH",
    };

    public Option<float?> Shunt { get; } = new("--shunt")
    {
        Description = "The shunt, ohms; without it that of the board, made smaller as the battery is larger than one cell of the model.",
        HelpName = "OHM",
    };

    public Option<string?> Csv { get; } = new("--csv")
    {
        Description = "Play a recorded cycle (time_s, voltage_v, current_a, temperature_c, charge_ah) instead of the virtual cell.",
        HelpName = "FILE",
    };

    public Option<string?> Cell { get; } = new("--virtual-cell")
    {
        Description = "Parameters of the virtual cell, as nanobms-train fit writes them.",
        HelpName = "FILE",
    };

    public Option<string?> Model { get; } = new("--model")
    {
        Description = "An int8 .tflite with manifest, run layer by layer, instead of the firmware's generated model.",
        HelpName = "FILE",
    };

    public Option<DateTime?> Start { get; } = new("--start")
    {
        Description = "Date and time at power-up, UTC, such as 2026-01-31T12:00:00; without it, now.",
        CustomParser = result => DateTime.TryParse(
            result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTime time)
            ? time
            : Refuse(result, $"'{result.Tokens[0].Value}' is not a date and time such as 2026-01-31T12:00:00."),
        HelpName = "TIME",
    };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Leave out the firmware's lines." };

    public Option<bool> NoChannel { get; } = new("--no-channel") { Description = "Start no channel and send nothing." };

    public Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Show the firmware's line of each sample in a terminal too, instead of one an entry.",
    };

    public Option<bool> SetUp { get; } = new("--set-up")
    {
        Description = "Begin with a board without settings, and its set-up page, in place of one that is set up.",
    };

    public Option<bool> Swapped { get; } = new("--swapped")
    {
        Description = "With --set-up: the sense wires at the shunt are swapped.",
    };

    public Option<int?> Port { get; } = new("--port")
    {
        Description = "Port of the channel's page; 0: any free one. Without it 5080, or any free one where that is taken.",
        HelpName = "PORT",
    };

    public Option<string?> Server { get; } = new("--url")
    {
        Description = "Server of a channel that runs already, to send to in place of one that goes with the run.",
        HelpName = "ADDRESS",
    };

    public Option<string> ChannelId { get; } = new Option<string>("--channel")
    {
        Description = "Its number.",
        DefaultValueFactory = _ => "1",
        HelpName = "ID",
    }.Formerly("--channel-id");

    public Option<string?> WriteKey { get; } = new("--write-key")
    {
        Description = $"Its write key; without it, that of the environment's {WriteKeyVariable}.",
        HelpName = "KEY",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            Scene, Speed, Hours, Once, Soc, Seed, Ambient, SensorErrors, Sensor, Series, Parallel, Capacity, Shunt, Csv, Cell, Model, Start,
            Quiet, Verbose, NoChannel, Port, Server, SetUp, Swapped,
            ChannelId, WriteKey,
        })
        {
            command.Options.Add(option);
        }
    }

    private static DateTime? Refuse(System.CommandLine.Parsing.ArgumentResult result, string sentence)
    {
        result.AddError(sentence);
        return null;
    }
}
