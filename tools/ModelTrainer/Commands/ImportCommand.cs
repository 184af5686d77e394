using System.CommandLine;
using NanoBms.Cells.Import;
using NanoBms.Foundation;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>import: recorded logs to the cycles that training reads.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        Argument<string[]> inputs = new("input")
        {
            Description =
                "Logs (CSV and other tables in text, MAT-files, ThingSpeak's JSON), folders of them, or the unpacked folder of the "
                + "Panasonic 18650PF or LG 18650HG2 set.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> output = new("--out")
        {
            Description = "The cycle's .csv; for several logs, the folder that the cycles go to.",
            HelpName = "PATH",
        };
        Option<bool> trial = new("--dry-run") { Description = "Says what is understood of the logs and writes nothing." };
        Option<bool> formats = new("--formats") { Description = "Prints the table of logs that are known by their headings." };
        Option<bool> table =
            new("--table") { Description = "Prints a table of what is understood of each file of a folder, and writes nothing." };
        Option<bool> join = new("--join")
        {
            Description = "All files are parts of one log, in the order given (of a folder: in the order of their names).",
        };
        Option<bool> skip = new("--skip-refused") { Description = "Writes what can be imported although other logs were refused." };
        var words = new ImportWords();
        var command = new Command(
            "import",
            "Turns recorded logs into the cycles that training reads: one row a second, discharge negative, charge counted where it was "
                + "not recorded.")
        {
            inputs, output, trial, formats, table, join, skip,
        };
        words.AddTo(command);
        command.SetAction(parse =>
        {
            TextWriter says = parse.InvocationConfiguration.Output;
            if (parse.GetValue(formats))
            {
                says.Write(FormatsTable.Markdown());
                return;
            }

            string[] logs = parse.GetValue(inputs)!;
            bool isTrial = parse.GetValue(trial), isJoined = parse.GetValue(join);
            if (logs.Length == 0)
            {
                throw new UserError("import needs a log, a folder of logs, or --formats.");
            }

            if (parse.GetValue(table))
            {
                says.Write(logs.Length == 1
                    ? LogsTable.Markdown(logs[0], words.Read(parse))
                    : throw new UserError("import --table takes one folder."));
                return;
            }

            string target = parse.GetValue(output)
                ?? (isTrial ? isJoined ? "cycle.csv" : "."
                    : throw new UserError("--out is missing: the cycle's .csv, or a folder for several."));
            if (logs.Length == 1 && !isTrial && ImportBatch.TryWriteSet(logs[0], target, says.WriteLine))
            {
                return;
            }

            IReadOnlyList<ImportTask> tasks = ImportPlan.Make(logs, target, isJoined);
            bool skips = parse.GetValue(skip);
            IReadOnlyList<ImportOutcome> outcomes = ImportBatch.Run(tasks, words.Read(parse), skips, isTrial);
            Say(outcomes, says, parse.InvocationConfiguration.Error,
                isWritten: !isTrial && (skips || outcomes.All(outcome => outcome.Refusal is null)));
        });
        return command;
    }

    private static void Say(IReadOnlyList<ImportOutcome> outcomes, TextWriter output, TextWriter error, bool isWritten)
    {
        foreach (ImportOutcome outcome in outcomes)
        {
            if (outcome.Report is not { } report)
            {
                if (outcomes.Count > 1)
                {
                    error.WriteLine($"refused: {outcome.Refusal!.Message}");
                }

                continue;
            }

            output.WriteLine($"{Path.GetFileName(outcome.Task.Logs[0])}: {report.Sentence}");
            foreach (string line in report.Details.Concat(report.FirstRows))
            {
                output.WriteLine($"  {line}");
            }

            if (isWritten)
            {
                output.WriteLine($"wrote {outcome.Task.Target}");
            }
        }

        int refused = outcomes.Count(outcome => outcome.Refusal is not null);
        if (refused > 0)
        {
            string rest = isWritten ? "the others were written" : "nothing was written: mend them, or write the others with --skip-refused";
            throw outcomes.Count == 1 ? outcomes[0].Refusal! : new UserError($"{refused} of {outcomes.Count} logs were refused; {rest}.");
        }
    }
}
