using System.CommandLine;
using NanoBms.Foundation;
using NanoBms.Models.Generation;
using NanoBms.Models.Tflite;
using Spectre.Console;

namespace NanoBms.IlMeter.Commands;

/// <summary>The program's one command: measure, print, and refuse what breaks a limit.</summary>
public static class MeterCommand
{
    /// <summary>The command line.</summary>
    public static RootCommand Create()
    {
        var model = new Argument<string?>("MODEL")
        {
            Description = "A quantised .tflite file.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var assemblies = new Option<string?>("--assemblies")
        {
            Description = "Output folder of the firmware's twin: measure the compiled model there instead of generating one.",
            HelpName = "FOLDER",
        };
        var layout = new Option<WeightLayout>("--layout")
        {
            Description = "The layout that limits and details are about.",
            HelpName = "arrays|packed",
            DefaultValueFactory = _ => WeightLayout.Packed,
        };
        var only = new Option<bool>("--only") { Description = "Do not generate the other layout for comparison." };
        var instructions = new Option<long?>("--max-instructions")
        {
            Description = "Most IL instructions of an inference.",
            HelpName = "N",
        };
        var step = new Option<long?>("--max-step-instructions")
        {
            Description = "Most IL instructions of a streaming step.",
            HelpName = "N",
        };
        var fewer = new Option<double?>("--min-times-fewer")
        {
            Description = "Least ratio of the naive kernel's instructions to the layout's.",
            HelpName = "FACTOR",
        };
        var heap = new Option<long?>("--max-heap-bytes") { Description = "Most RAM of model and inference.", HelpName = "BYTES" };
        var bytes = new Option<long?>("--max-model-bytes")
        {
            Description = "Most bytes of all assemblies of the model.",
            HelpName = "BYTES",
        };
        var command = new RootCommand(
            """
            Counts the IL instructions that one inference of a model executes, by opcode and by method, and what the model asks of a device.
            The count depends on neither machine nor load. Exit code 1 where a limit is broken.

            Example: nanobms-meter models/panasonic18650pf-128-64.int8.tflite --max-instructions 2400000
            """)
        {
            model, assemblies, layout, only, instructions, step, fewer, heap, bytes,
        };
        command.SetAction(parse =>
        {
            var limits = new MeterLimits(
                parse.GetValue(instructions), parse.GetValue(step), parse.GetValue(fewer), parse.GetValue(heap), parse.GetValue(bytes));
            Run(parse.GetValue(model), parse.GetValue(assemblies), parse.GetValue(layout), parse.GetValue(only), limits);
        });
        return command;
    }

    private static void Run(string? path, string? folder, WeightLayout layout, bool only, MeterLimits limits)
    {
        if (path is null && folder is null)
        {
            throw new UserError("There is nothing to measure; name a .tflite file, or a folder with --assemblies.");
        }

        ModelMeter? meter = path is null ? null : new ModelMeter(TfliteReader.Read(path));
        KernelMeasurement? naive = meter is { HasNaive: true } ? meter.Naive(step: true) : null;
        KernelMeasurement measured = folder is not null ? ModelMeter.Compiled(folder) : meter!.Generated(layout, step: true);
        List<KernelMeasurement> kernels = naive is null ? [] : [naive];
        if (folder is null && !only)
        {
            kernels.Add(meter!.Generated(layout == WeightLayout.Packed ? WeightLayout.Arrays : WeightLayout.Packed, step: true));
        }

        kernels.Add(measured);
        IAnsiConsole console = Output();
        console.Write(MeterTables.Kernels(kernels, meter?.MultiplyAccumulates));
        console.Write(MeterTables.Counts($"{measured.Kernel}, by opcode", measured.Inference.ByOpcode, measured.Inference.Total));
        console.Write(MeterTables.Counts($"{measured.Kernel}, by method", measured.Inference.ByMethod, measured.Inference.Total));
        string[] violations = [.. limits.Violations(measured, naive)];
        if (violations.Length > 0)
        {
            throw new UserError(violations[0]);
        }
    }

    /// <summary>The terminal; redirected, a page wide enough that no table is folded.</summary>
    private static IAnsiConsole Output()
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 160;
        }

        return AnsiConsole.Console;
    }
}
