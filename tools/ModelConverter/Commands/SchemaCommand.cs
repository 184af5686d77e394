using System.CommandLine;
using NanoBms.Models.Manifests;

namespace NanoBms.ModelConverter.Commands;

/// <summary>schema: the form of a manifest.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command(
            "schema",
            """
            Prints the JSON schema of a manifest.

            Example: nanobms-convert schema > manifest.schema.json
            """);
        command.SetAction(parse => parse.InvocationConfiguration.Output.Write(ManifestSchema.Json()));
        return command;
    }
}
