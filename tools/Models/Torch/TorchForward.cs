using System.Globalization;
using NanoBms.Foundation;
using NanoBms.Models.Layers.Curves;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Torch;

/// <summary>A step of a forward pass: a module, an activation, or one of the words that choose time steps.</summary>
internal sealed record TorchStep(string Word, TorchModule? Module, Activation? Activation)
{
    /// <summary>Of the time steps only the last goes on.</summary>
    public const string Last = "last";

    /// <summary>The last state of the recurrent module before it (h_n), of both directions where it has two.</summary>
    public const string State = "state";

    /// <summary>The mean over the time steps.</summary>
    public const string Mean = "mean";

    /// <summary>The largest of the time steps, value by value.</summary>
    public const string Max = "max";

    /// <summary>All values of all time steps side by side.</summary>
    public const string Flatten = "flatten";

    /// <summary>Whether a word chooses time steps.</summary>
    public static bool IsChoice(string word) => word is Last or State or Mean or Max or Flatten;

    /// <summary>A recurrent module of PyTorch's nonlinearity='relu'.</summary>
    public bool IsRelu { get; init; }

    /// <summary>An activation by a table.</summary>
    public Curve? Curve { get; init; }
}

/// <summary>
/// The order in which modules compute, which weights alone do not tell: as the user says it, or, where it can be nothing else that is
/// usual, recurrent modules, last time step, one linear module.
/// </summary>
internal static class TorchForward
{
    private const string Words =
        "last, state, mean, max, flatten, relu, relu6, leaky_relu, elu, selu, silu, softplus, softsign, tanh, sigmoid and softmax";

    // PyTorch's default of negative_slope.
    private const double LeakySlope = 0.01;

    /// <summary>Steps by a description such as "lstm,last,fc1,relu,fc2".</summary>
    /// <exception cref="UserError">It names what there is not.</exception>
    public static IReadOnlyList<TorchStep> Parse(string text, IReadOnlyList<TorchModule> modules, string source) =>
        [.. text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(word => Step(word, modules, source))];

    /// <summary>The steps that are usual for modules.</summary>
    /// <exception cref="UserError">More than one order is; the sentence says how to tell.</exception>
    public static IReadOnlyList<TorchStep> Guess(IReadOnlyList<TorchModule> modules, string source)
    {
        int recurrent = modules.TakeWhile(module => module.IsRecurrent).Count();
        bool isPlain = recurrent > 0 && modules.Count <= recurrent + 1
            && modules.Skip(recurrent).All(module => module.Kind == TorchModuleKind.Linear);
        TorchStep[] steps =
        [
            .. modules.Take(recurrent).Select(OfModule), new TorchStep(TorchStep.Last, null, null),
            .. modules.Skip(recurrent).Select(OfModule),
        ];
        return isPlain ? steps : throw new UserError(
            $"'{source}' holds weights without the order of computing: {string.Join(", ", modules.Select(module => module.Description))}. "
                + $"Say it as the model's forward() has it, for example --forward {Example(modules)}; words beside names are {Words}.");
    }

    /// <summary>The steps as a description.</summary>
    public static string Describe(IEnumerable<TorchStep> steps) => string.Join(',', steps.Select(step => step.Word));

    private static TorchStep OfModule(TorchModule module) => new(module.Name, module, null);

    private static TorchStep Step(string word, IReadOnlyList<TorchModule> modules, string source)
    {
        Activation? activation = word switch
        {
            "relu" => Activation.Relu,
            "relu6" => Activation.Relu6,
            "tanh" => Activation.Tanh,
            "sigmoid" => Activation.Sigmoid,
            "softmax" => Activation.Softmax,
            _ => null,
        };
        Curve? curve = Curved(word);
        bool isRelu = word.EndsWith(":relu", StringComparison.Ordinal);
        string name = isRelu ? word[..^":relu".Length] : word;
        TorchModule[] named = [.. modules.Where(module => module.Name == name)];
        if (named.Length == 0)
        {
            named = [.. modules.Where(module => module.Name.EndsWith("." + name, StringComparison.Ordinal))];
        }

        return named.Length == 1 ? OfModule(named[0]) with { Word = word, IsRelu = isRelu }
            : activation is not null || curve is not null || TorchStep.IsChoice(word)
                ? new TorchStep(word, null, activation) { Curve = curve }
            : throw new UserError(
                $"--forward names '{ForeignText.Short(word)}', which is {(named.Length == 0 ? "no module" : $"{named.Length} modules")} of "
                    + $"'{source}'; its modules are {string.Join(", ", modules.Select(module => module.Description))}, and words beside "
                    + $"names are {Words}.");
    }

    /// <summary>"leaky_relu:0.2" and "elu:0.5" say their constant.</summary>
    private static Curve? Curved(string word)
    {
        string[] parts = word.Split(':');
        Curve? curve = Curve.Named(parts[0], LeakySlope);
        return curve is null || parts.Length == 1 ? curve
            : parts.Length == 2 && curve.Function is CurveFunction.LeakyRelu or CurveFunction.Elu
                && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double slope) && double.IsFinite(slope)
                ? curve with { Slope = slope }
            : null;
    }

    /// <summary>A description that could be: relu between linear modules.</summary>
    private static string Example(IReadOnlyList<TorchModule> modules)
    {
        var words = new List<string>();
        for (int k = 0; k < modules.Count; k++)
        {
            bool follows = k > 0 && modules[k].Kind == TorchModuleKind.Linear && modules[k - 1].Kind == TorchModuleKind.Linear;
            words.AddRange(follows ? ["relu", modules[k].Name] : [modules[k].Name]);
            if (modules[k].IsRecurrent && (k + 1 == modules.Count || !modules[k + 1].IsRecurrent))
            {
                words.Add(TorchStep.Last);
            }
        }

        return string.Join(',', words);
    }
}
