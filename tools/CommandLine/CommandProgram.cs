using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using NanoBms.Foundation;

namespace NanoBms.CommandLine;

/// <summary>
/// Runs a program's command line and ends it: what a user did wrong becomes one sentence on the error writer and
/// <see cref="ExitCode.Refused"/>, whether the arguments are wrong or a command refuses what they name. What nobody foresaw goes on as an
/// exception, with its trace.
/// </summary>
public static class CommandProgram
{
    // As long as the web server's own stop may take. The library's two seconds cut off a server that hands over what it holds, or a busy
    // machine's simulator, with a code of 143.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);

    // What options that name a file or folder call their value.
    private static readonly string[] Paths = ["FILE", "FOLDER", "PATH"];

    /// <summary>Runs a command line; Ctrl-C and SIGTERM end it with <see cref="ExitCode.CutShort"/>.</summary>
    /// <param name="root">The program's commands.</param>
    /// <param name="args">Arguments without the program's name.</param>
    /// <param name="output">Receives what the command has to say.</param>
    /// <param name="error">Receives refusals and warnings.</param>
    /// <returns>The exit code.</returns>
    public static int Run(RootCommand root, IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        if (Lists(root, args, output))
        {
            return ExitCode.Success;
        }

        ParseResult parse = root.Parse(FormerNames.Replace(root, args));
        if (Mistake(parse) is { } mistake)
        {
            return Refuse(error, $"{mistake}; see --help.");
        }

        try
        {
            using var ending = new CutShort(error);
            return parse.Invoke(Configuration(output, error));
        }
        catch (Exception exception) when (IsUsers(exception))
        {
            return Refuse(error, exception.Message);
        }
    }

    /// <summary>Runs a command line whose commands wait; Ctrl-C and SIGTERM end it with <see cref="ExitCode.Success"/>.</summary>
    /// <param name="root">The program's commands.</param>
    /// <param name="args">Arguments without the program's name.</param>
    /// <param name="output">Receives what the command has to say.</param>
    /// <param name="error">Receives refusals and warnings.</param>
    /// <param name="ct">Ends it like Ctrl-C.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        RootCommand root, IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken ct = default)
    {
        if (Lists(root, args, output))
        {
            return ExitCode.Success;
        }

        ParseResult parse = root.Parse(FormerNames.Replace(root, args));
        if (Mistake(parse) is { } mistake)
        {
            return Refuse(error, $"{mistake}; see --help.");
        }

        try
        {
            return await parse.InvokeAsync(Configuration(output, error), ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Success;
        }
        catch (Exception exception) when (IsUsers(exception))
        {
            return Refuse(error, exception.Message);
        }
    }

    private static bool Lists(RootCommand root, IReadOnlyList<string> args, TextWriter output)
    {
        bool lists = args is [OptionListing.Directive];
        if (lists)
        {
            output.WriteLine(OptionListing.Json(root));
        }

        return lists;
    }

    private static InvocationConfiguration Configuration(TextWriter output, TextWriter error) => new()
    {
        Output = output,
        Error = error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = StopTime,
    };

    /// <summary>What is wrong with a command line; null where it can be run.</summary>
    private static string? Mistake(ParseResult parse) =>
        parse.Errors.Count > 0 && parse.Action is ParseErrorAction ? Sentence(parse) : EmptyName(parse);

    /// <summary>An argument, or an option that names a file or folder, without a letter in it.</summary>
    private static string? EmptyName(ParseResult parse) => parse.CommandResult.Children
        .Where(given => given.Tokens.Any(token => token.Value.Length == 0))
        .Select(given => given switch
        {
            ArgumentResult { Argument.Name: var name } => name,
            OptionResult { Option: { HelpName: not null } option } when Paths.Any(
                path => option.HelpName.StartsWith(path, StringComparison.Ordinal)) => option.Name,
            _ => null,
        }).OfType<string>().Select(name => $"{name} is empty, as a variable of a shell that is not set leaves it").FirstOrDefault();

    /// <summary>A disk that is full or a file that may not be read is the user's to mend, as a wrong argument is.</summary>
    private static bool IsUsers(Exception exception) => exception is UserError or IOException or UnauthorizedAccessException;

    private static int Refuse(TextWriter error, string sentence)
    {
        error.WriteLine($"error: {sentence}");
        return ExitCode.Refused;
    }

    private static string Sentence(ParseResult parse)
    {
        if (parse.UnmatchedTokens is [string token, ..])
        {
            return $"'{token}' is no command, argument or option that is known here";
        }

        // The library may list choices below its sentence, one a line.
        string[] lines = parse.Errors[0].Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 1 ? lines[0].TrimEnd('.') : $"{lines[0]} {string.Join(", ", lines[1..])}";
    }
}
