using System.CommandLine;
using NanoBms.CommandLine;
using NanoBms.Foundation;
using NanoBms.SettingsTable.Generation;

var check = new Option<bool>("--check")
{
    Description = $"Write nothing; fail where a file does not agree with {SettingsFiles.TablePath}.",
};
var command =
    new RootCommand("Writes the visit of the settings, their tables in the document and their JSON schema from the table of settings.")
{
    check,
};
command.SetAction(parse =>
{
    string root = Checkout.Root(SettingsFiles.TablePath);
    if (parse.GetValue(check))
    {
        IReadOnlyList<(string Path, string Text)> stale = SettingsFiles.Stale(root);
        if (stale.Count > 0)
        {
            throw new UserError(SettingsFiles.Sentence(stale));
        }

        return;
    }

    IReadOnlyList<string> written = SettingsFiles.Update(root);
    foreach (string path in written)
    {
        parse.InvocationConfiguration.Output.WriteLine(path);
    }

    parse.InvocationConfiguration.Output.WriteLine($"{written.Count} files written.");
});
return CommandProgram.Run(command, args, Console.Out, Console.Error);
