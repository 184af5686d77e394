using NanoBms.Core;
using NanoBms.Foundation;
using NanoBms.Model;

namespace NanoBms.PackSimulator.Commands;

/// <summary>The network that the firmware is run with: in the demo its generated one alone.</summary>
internal static class ModelChoice
{
    /// <summary>Makes instances of the firmware's generated model.</summary>
    /// <param name="path">Null; the demo reads no files of models.</param>
    /// <exception cref="UserError">There is a path.</exception>
    public static Func<QuantizedModel> Open(string? path) => path is null
        ? () => new GeneratedModel()
        : throw new UserError(
            $"--model '{path}': the demo is built without the reading of model files; run tools/PackSimulator, which has all else, too.");
}
