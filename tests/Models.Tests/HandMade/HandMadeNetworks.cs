using NanoBms.Models.Files;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tests.HandMade;

/// <summary>Networks that tests make by hand, as words; see <see cref="HandMadeLayer.Parse"/>.</summary>
internal static class HandMadeNetworks
{
    public const int Steps = 7, Inputs = 3;

    public static readonly string[] Keras =
    [
        "lstm 6; dense 1", "lstm 6 relu; dense 2", "lstm 6 tanh hard_sigmoid; dense 1", "lstm 5 softsign sigmoid; dense 1",
        "lstm 5 linear hard_sigmoid; dense 1", "lstm 6 all; lstm 4 relu; dense 1 sigmoid", "lstm 5 backwards; dense 1",
        "lstm 5 all backwards; lstm 4; dense 1", "lstm 6 all; gru 5 all; rnn 4; dense 1", "gru 6; dense 1", "gru 6 before; dense 1",
        "gru 6 relu; dense 1", "gru 6 before tanh hard_sigmoid; dense 1", "gru 5 all; lstm 5; dense 2 softmax",
        "gru 4 backwards; dense 1", "rnn 6; dense 1", "rnn 6 relu; dense 1", "rnn 5 all backwards; rnn 4; dense 1",
        "lstm 5 concat; dense 1", "lstm 5 all concat; lstm 4; dense 1", "lstm 4 all concat; lstm 4 concat; dense 2",
        "lstm 4 all sum; lstm 4; dense 1", "lstm 5 ave; dense 1", "lstm 4 concat relu; dense 1", "lstm 4 all concat; mean; dense 1",
        "gru 5 concat; dense 1", "gru 4 all concat before; max; dense 1", "gru 4 all concat; gru 3 sum; dense 1", "rnn 5 concat; dense 1",
        "rnn 4 all concat relu; flatten; dense 1", "lstm 6 all; mean; dense 1", "lstm 6 all; max; dense 3 relu; dense 1",
        "gru 6 all; mean; dense 1 tanh", "dense 5 tanh; max; dense 1", "lstm 6; dense 8 relu; layernorm; dense 1",
        "lstm 6; layernorm; dense 1", "lstm 6 all; layernorm; lstm 4; dense 1", "dense 6 relu; layernorm; mean; dense 2",
        "lstm 5; dense 6; layernorm", "batchnorm; lstm 5 concat; dense 1", "lstm 5 all; batchnorm; max; dense 1",
        "conv 4 relu; lstm 5; dense 1", "conv 4; gru 5 all; mean; dense 1", "lstm 5; dense 6 leaky_relu; dense 1",
        "lstm 5; dense 6 elu; dense 4 selu; dense 1", "gru 5; dense 6 swish; layernorm; dense 1 softplus", "lstm 5 all; flatten; dense 1",
        "dense 4 softsign; lstm 5 all; dense 3; flatten; dense 2",
    ];

    public static readonly string[] Torch =
    [
        "lstm 5 concat; dense 1", "lstm 5 all concat; last; dense 1", "gru 4 all concat; mean; dense 1", "gru 4 concat; dense 1",
        "rnn 4 concat relu; dense 1", "rnn 4 all; max; dense 1", "lstm 5; layernorm; dense 4 relu; dense 1",
        "lstm 5 all; layernorm; last; dense 1", "lstm 4 all concat; lstm 3 concat; dense 1",
        "lstm 4; batchnorm; dense 3 leaky_relu; dense 1",
    ];

    public static readonly string[] Onnx =
    [
        "lstm 5 all concat; last; dense 1", "lstm 4 all concat; lstm 3; dense 1", "gru 4 all concat; mean; dense 1",
        "gru 4 all concat before; last; dense 1", "rnn 4 all concat; max; dense 1", "lstm 5; dense 4 swish; dense 1",
        "lstm 5 all; mean; dense 4 swish; dense 3 swish; dense 1", "gru 5; layernorm; dense 1",
        "lstm 5 all relu sigmoid; max; dense 1 sigmoid", "lstm 4 all concat; gru 3 all concat; last; dense 2",
    ];

    /// <summary>All of them with the kind of file before them.</summary>
    public static IEnumerable<string> All =>
        [.. Keras.Select(text => $"keras: {text}"), .. Torch.Select(text => $"torch: {text}"),
            .. Onnx.Select(text => $"onnx: {text}")];

    /// <summary>A network as it is read from its file, and its layers.</summary>
    public static (FloatNetwork Network, IReadOnlyList<HandMadeLayer> Layers) Read(string name)
    {
        string kind = name.Split(": ")[0];
        IReadOnlyList<HandMadeLayer> layers = HandMadeLayer.Parse(name.Split(": ")[1], Inputs, new Random(name.Length));
        switch (kind)
        {
            case "keras":
                return (ModelReader.Read(HandMadeFiles.Keras(layers, Steps, Inputs), "m.keras").Float!, layers);
            case "torch":
                (byte[] file, string forward) = HandMadeFiles.Torch(layers);
                return (ModelReader.Read(file, "m.pt", Steps, forward).Float!, layers);
            default:
                return (ModelReader.Read(HandMadeFiles.Onnx(layers, Steps, Inputs), "m.onnx").Float!, layers);
        }
    }

    /// <summary>Epsilon of normalisations: what the file says, or PyTorch's default.</summary>
    public static double Epsilon(string name) => name.StartsWith("keras", StringComparison.Ordinal) ? Textbook.LayerNormEpsilon : 1e-5;
}
