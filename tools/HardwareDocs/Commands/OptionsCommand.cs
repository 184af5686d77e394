using System.CommandLine;
using NanoBms.CommandLine;
using NanoBms.Foundation;
using NanoBms.HardwareDocs.Options;

namespace NanoBms.HardwareDocs.Commands;

/// <summary>options: the table of all programs' options.</summary>
internal static class OptionsCommand
{
    public static Command Create()
    {
        var command = new Command(
            "options", $"Writes the table of {OptionPage.PagePath} anew by what the built programs tell of their options.");
        command.SetAction(parse =>
        {
            string root = Checkout.Root(OptionPage.PagePath), page = Path.Combine(root, OptionPage.PagePath);
            OutputFile.Write(page, OptionPage.Write(File.ReadAllText(page), ProgramOptions.Read(root)));
            parse.InvocationConfiguration.Output.WriteLine(OptionPage.PagePath);
            return 0;
        });
        return command;
    }
}
