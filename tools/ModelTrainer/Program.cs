using System.CommandLine;
using NanoBms.CommandLine;
using NanoBms.ModelTrainer.Commands;

var root = new RootCommand(
    """
    Trains state-of-charge networks from recorded cycles.

    Examples:
      nanobms-train import drive.csv --out cycles
      nanobms-train train --data cycles --manifest models/panasonic18650pf-128-64.manifest.json --out models/panasonic18650pf-128-64
      nanobms-train evaluate models/panasonic18650pf-128-64 --data cycles
      nanobms-train newcell --name "EVE LF100" --chemistry lfp --capacity 100 --series 4 --out mybattery
      nanobms-train fit --data cycles --out cell.json
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
