using System.Security.Cryptography;
using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Torch;

/// <summary>
/// Reads weights of PyTorch: files of torch.save (state dicts, checkpoints with one inside, whole models), TorchScript archives and
/// safetensors. Nothing of a file is executed.
/// </summary>
public static class TorchReader
{
    /// <summary>Whether a file is one of these.</summary>
    public static bool IsTorch(byte[] bytes) =>
        TorchFile.IsLegacy(bytes) || SafetensorsFile.IsSafetensors(bytes)
        || (bytes.AsSpan().StartsWith("PK\x03\x04"u8) && TorchFile.IsArchive(bytes));

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="timeSteps">Time steps of a window, which such a file does not tell.</param>
    /// <param name="forward">The forward pass, such as "lstm,last,fc1,relu,fc2"; null: what is usual for the modules.</param>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    public static ModelFile Read(byte[] bytes, string path, int? timeSteps, string? forward)
    {
        try
        {
            return ReadAny(bytes, path, timeSteps, forward);
        }
        catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException or OverflowException
            or InvalidOperationException or KeyNotFoundException)
        {
            throw new UserError(
                $"'{path}' is a damaged file of weights ({ForeignText.Short(exception.Message)}); save it again with "
                    + "torch.save(model.state_dict(), 'model.pt').", exception);
        }
    }

    private static ModelFile ReadAny(byte[] bytes, string path, int? timeSteps, string? forward)
    {
        IReadOnlyList<(string Name, TorchTensor Tensor)> weights;
        Func<TorchTensor, string, float[]> values;
        string form, inside = "";
        if (SafetensorsFile.IsSafetensors(bytes))
        {
            SafetensorsFile file = SafetensorsFile.Open(bytes, path);
            (weights, values, form) = (file.Tensors, file.Values, "safetensors");
        }
        else
        {
            TorchFile file = TorchFile.Open(bytes, path);
            (weights, values, form) = (TorchWalk.Weights(file.Root, out inside), file.Values, file.Form);
        }

        IReadOnlyList<TorchModule> modules = TorchModules.Of(weights);
        if (modules.Count == 0)
        {
            throw new UserError($"'{path}' holds no weights of a model; save them with torch.save(model.state_dict(), 'model.pt').");
        }

        IReadOnlyList<TorchStep> steps = forward is null
            ? TorchForward.Guess(modules, path) : TorchForward.Parse(forward, modules, path);
        FloatNetwork network = new TorchNetworkBuilder(values, path).Build(
            Path.GetFileNameWithoutExtension(path), steps, timeSteps ?? throw new UserError(
                $"'{path}' does not say how many time steps its model is given; say it with --window (1 for a model that carries "
                    + "its state)."));
        string how = $"{(forward is null ? "forward taken as" : "forward")} {TorchForward.Describe(steps)}";
        return new ModelFile(
            path, Convert.ToHexStringLower(SHA256.HashData(bytes)),
            $"{form}{(inside.Length == 0 ? "" : $", '{ForeignText.Short(inside)}'")}, {how}",
            network, null, null);
    }
}
