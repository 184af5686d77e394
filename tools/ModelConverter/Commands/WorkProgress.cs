using Spectre.Console;

namespace NanoBms.ModelConverter.Commands;

/// <summary>How far long work is: a bar where errors go to a terminal; nothing where they go to a file or another program.</summary>
internal static class WorkProgress
{
    /// <summary>Runs work that tells how much of it is done, 0..1.</summary>
    /// <param name="error">Where the command writes its errors.</param>
    /// <param name="description">What is done, for people.</param>
    /// <param name="work">The work; may write nothing itself.</param>
    public static T Run<T>(TextWriter error, string description, Func<Action<double>, T> work)
    {
        bool terminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        return Run(terminal ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) }) : null, description, work);
    }

    /// <summary>The same on a console; null: silent.</summary>
    internal static T Run<T>(IAnsiConsole? console, string description, Func<Action<double>, T> work)
    {
        if (console is not { Profile.Capabilities.Interactive: true })
        {
            return work(_ => { });
        }

        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(description), maxValue: 1);
                T result = work(done => task.Value = done);
                task.Value = 1;
                return result;
            });
    }

    /// <summary>A list that reports, as it is walked through, how far it is.</summary>
    public static IEnumerable<T> Counted<T>(IReadOnlyList<T> items, Action<double> report)
    {
        for (int k = 0; k < items.Count; k++)
        {
            yield return items[k];
            report((k + 1.0) / items.Count);
        }
    }
}
