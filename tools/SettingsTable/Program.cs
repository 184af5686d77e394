using System.CommandLine;
using NanoBms.Foundation;
using NanoBms.SettingsTable.Generation;

var check = new Option<bool>("--check") { Description = $"Write nothing; fail where a file does not agree with {SettingsFiles.TablePath}." };
var command = new RootCommand("Writes the visit of the settings, their tables in the document and their JSON schema from the table of settings.") { check };
command.SetAction(parse =>
{
    try
    {
        string root = Root();
        if (parse.GetValue(check))
        {
            IReadOnlyList<(string Path, string Text)> stale = SettingsFiles.Stale(root);
            return stale.Count == 0 ? 0 : throw new UserError(SettingsFiles.Sentence(stale));
        }

        IReadOnlyList<string> written = SettingsFiles.Update(root);
        foreach (string path in written)
        {
            parse.InvocationConfiguration.Output.WriteLine(path);
        }

        parse.InvocationConfiguration.Output.WriteLine($"{written.Count} files written.");
        return 0;
    }
    catch (UserError exception)
    {
        parse.InvocationConfiguration.Error.WriteLine($"error: {exception.Message}");
        return 1;
    }
});
return command.Parse(args).Invoke();

// The checkout that the current folder is in.
static string Root()
{
    string? root = Directory.GetCurrentDirectory();
    while (root is not null && !File.Exists(Path.Combine(root, SettingsFiles.TablePath)))
    {
        root = Path.GetDirectoryName(root);
    }

    return root ?? throw new UserError($"No {SettingsFiles.TablePath} here or above: start this inside the checkout.");
}
