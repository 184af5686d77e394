using NanoBms.Foundation;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Generation;

/// <summary>One run of the model from its reset state, stored with its code for the device to check itself by.</summary>
/// <param name="Input">TimeSteps x InputSize quantised values.</param>
/// <param name="Output">OutputSize quantised values that the interpreted network gives for it.</param>
public sealed record SelfTestVector(IReadOnlyList<short> Input, IReadOnlyList<short> Output)
{
    private const int Attempts = 64;

    /// <summary>More than this would strain the array data of the main assembly, and no board's heap holds such a window anyway.</summary>
    private const int MaxValues = 20_000;

    /// <summary>
    /// A vector of a network: each input wanders from step to step like a measured quantity. Of several such windows the first one is
    /// taken whose outputs are all inside their range, since a saturated output hides errors.
    /// </summary>
    /// <exception cref="UserError">The window is too long for a device.</exception>
    public static SelfTestVector Create(QuantizedNetwork network, Manifest? manifest, string sha256)
    {
        var model = new InterpretedModel(network, manifest, sha256);
        int steps = model.Info.TimeSteps, size = model.Info.InputSize, outputs = model.Info.OutputSize;
        if ((steps * size) + outputs > MaxValues)
        {
            throw new UserError($"The model takes {steps} x {size} values and gives {outputs}; a device holds {MaxValues} at most, so use "
                + "a shorter window.");
        }

        var input = new short[steps * size];
        var output = new short[outputs];
        for (uint seed = 1; seed <= Attempts; seed++)
        {
            Wander(seed, model.Info.InputMin, model.Info.InputMax, size, input);
            model.Reset();
            model.Invoke(input, output);
            if (output.All(value => value > model.Info.InputMin && value < model.Info.InputMax))
            {
                break;
            }
        }

        return new SelfTestVector(input, output);
    }

    /// <summary>Source of the class SelfTestVector.</summary>
    public string Source(string header) =>
        $$"""
        {{header}}namespace NanoBms.Model
        {
            /// <summary>
            /// A golden vector of the model: an input and the output that belongs to it, from the reset state. The output was computed on
            /// the desktop by Core's reference layers (NanoBms.Models InterpretedModel), not by the generated code that it checks.
            /// </summary>
            /// <remarks>The arrays are made anew at each call and cost no heap while nobody holds them.</remarks>
            public static class SelfTestVector
            {
                /// <summary>Quantised input values, as Invoke takes them.</summary>
                public static short[] Input()
                {
                    return new short[]
                    {
        {{Values(Input)}}            };
                }

                /// <summary>Quantised output values, as Invoke must give them.</summary>
                public static short[] Output()
                {
                    return new short[]
                    {
        {{Values(Output)}}            };
                }
            }
        }

        """;

    /// <summary>Fills a window by a random walk of each value; the same on every machine.</summary>
    private static void Wander(uint seed, int min, int max, int size, short[] window)
    {
        uint state = seed;
        int Next(int below)
        {
            // Numerical Recipes' linear congruential generator; its high bits are the good ones.
            state = (state * 1664525u) + 1013904223u;
            return (int)(((state >> 8) * (ulong)below) >> 24);
        }

        int stride = (max - min) / 16;
        for (int k = 0; k < window.Length; k++)
        {
            int value = k < size ? min + Next(max - min + 1) : window[k - size] + Next((2 * stride) + 1) - stride;
            window[k] = (short)Math.Clamp(value, min, max);
        }
    }

    private static string Values(IEnumerable<short> values) =>
        SourceText.Indent(values.Chunk(24).Select(line => string.Join(", ", line) + ","), 16);
}
