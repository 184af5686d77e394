using System.CommandLine;
using NanoBms.CommandLine;
using NanoBms.Foundation;
using NanoBms.HardwareDocs.Generation;

namespace NanoBms.HardwareDocs.Commands;

/// <summary>The command without a name: brings all files of the board up to date.</summary>
public static class RootCommandFactory
{
    /// <summary>The program's commands.</summary>
    public static RootCommand Create()
    {
        var check = new Option<bool>("--check")
        {
            Description = "Write nothing; fail where a file does not agree with hardware/wiring.json.",
        };
        var root = new RootCommand(
            """
            Writes firmware defaults, pictures, schematic, bill of materials, tables and the Wokwi project from hardware/wiring.json.

            Examples:
              dotnet run --project tools/HardwareDocs
              dotnet run --project tools/HardwareDocs -- --check
              dotnet run --project tools/HardwareDocs -- calibrate --voltage-pairs 3.012=3.000 4.189=4.200
              dotnet run -c Release --project tools/HardwareDocs -- accuracy --data cycles/25degC
              dotnet run --project tools/HardwareDocs -- architecture
              dotnet run --project tools/HardwareDocs -- options
            """)
        {
            check, CalibrateCommand.Create(), AccuracyCommand.Create(), ArchitectureCommand.Create(), OptionsCommand.Create(),
        };
        root.SetAction(parse =>
        {
            string top = Checkout.Root(HardwareFiles.WiringPath);
            if (parse.GetValue(check))
            {
                IReadOnlyList<string> stale = HardwareFiles.Stale(top);
                return stale.Count == 0 ? 0 : throw new UserError(HardwareFiles.Sentence(stale));
            }

            IReadOnlyList<string> written = HardwareFiles.Update(top);
            foreach (string path in written)
            {
                parse.InvocationConfiguration.Output.WriteLine(path);
            }

            parse.InvocationConfiguration.Output.WriteLine($"{written.Count} files written.");
            return 0;
        });
        return root;
    }
}
