using System.CommandLine;
using NanoBms.CommandLine;
using NanoBms.ModelTrainer.Commands;

var root = new RootCommand(
    """
    Trains state-of-charge networks from recorded cycles.

    Example: nanobms-train train --data cycles --manifest models/panasonic18650pf-128-64.manifest.json --out models/panasonic18650pf-128-64
    """)
{
    TrainCommand.Create(),
    NewCellCommand.Create(),
    EvaluateCommand.Create(),
    CompareCommand.Create(),
    ImportCommand.Create(),
    BenchmarkCommand.Create(),
    FigureCommand.Create(),
    FitCommand.Create(),
};
return CommandProgram.Run(root, args, Console.Out, Console.Error);
