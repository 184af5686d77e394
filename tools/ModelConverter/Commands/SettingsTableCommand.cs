using System.CommandLine;
using NanoBms.CommandLine;
using NanoBms.DeviceBuild.Settings.Generation;
using NanoBms.Foundation;

namespace NanoBms.ModelConverter.Commands;

/// <summary>settings-table: what follows from the rows of the settings.</summary>
internal static class SettingsTableCommand
{
    public static Command Create()
    {
        var check = new Option<bool>("--check")
        {
            Description = $"Write nothing; fail where a file does not agree with {SettingsFiles.TablePath}.",
        };
        var command = new Command(
            "settings-table",
            """
            Writes the visit of the settings, their tables in the document and their JSON schema from the table of settings, in the checkout that
            it is started in.

            Example: nanobms-convert settings-table
            """)
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
        return command;
    }
}
