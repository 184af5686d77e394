using NanoBms.Models.Generation;

namespace NanoBms.DeviceBuild.Compilation;

/// <summary>
/// What no assembly of generated code asks more of, by its text: compiling it takes seconds, most of them the compiler's own start. Tests
/// hold it to what is compiled, for each kind of layer.
/// </summary>
/// <param name="IlBytes">Bytes of IL.</param>
/// <param name="ArrayBytes">Bytes of array initialisers.</param>
/// <param name="Locals">Locals of a method.</param>
/// <param name="Slots">Arguments, or stack slots, of a method.</param>
internal sealed record CodeBound(int IlBytes, int ArrayBytes, int Locals, int Slots)
{
    // An array's initialiser, and two values that are stored one by one, as the compiler does with so few.
    private const int IlPerArray = 60;

    // What the compiler adds for lists of objects, which only the main class has.
    private const int LocalsOfCompiler = 3;

    // Operators by precedence, each of which keeps one value waiting while what binds closer is computed; the generator writes fewer.
    private const int SlotsPerNesting = 10;

    /// <summary>Whether each limit of the device is kept for sure.</summary>
    public bool KeepsLimits => IlBytes <= DeviceLimits.AssemblyIlBytes && ArrayBytes <= DeviceLimits.AssemblyArrayBytes
        && Locals <= DeviceLimits.MethodLocals && Slots <= DeviceLimits.MethodSlots;

    /// <summary>The bound of a model's code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="layout">How its weights lie.</param>
    public static CodeBound Of(GeneratedCode code, WeightLayout layout)
    {
        bool isPacked = layout == WeightLayout.Packed;
        string[] all = [code.Main, .. code.Parts];
        string[] texts = [.. all.Select(CodeText.WithoutValues)];
        int counted = code.PartBytes.DefaultIfEmpty().Max();
        int il = isPacked
            ? Math.Max(counted, Il(code.Main, texts[0]))
            : Enumerable.Range(0, all.Length).Max(k => Il(all[k], texts[k]));
        return new CodeBound(
            il, Math.Max(isPacked ? 0 : counted, all.Max(CodeText.ArrayBytes)),
            Math.Max(CodeText.MostLocals(texts[0]) + LocalsOfCompiler, texts[1..].Select(CodeText.MostLocals).DefaultIfEmpty().Max()),
            texts.Max(Slot));
    }

    /// <summary>No letter makes more than a byte, and what it is about has several.</summary>
    private static int Il(string text, string withoutValues) =>
        Lines(withoutValues).Sum(CodeText.Letters) + (IlPerArray * CodeText.Arrays(text));

    /// <summary>Of the line that needs most: brackets within each other, and what stands between commas.</summary>
    private static int Slot(string text) => Lines(text).Max(line =>
    {
        int depth = 0, deepest = 0, commas = 0;
        foreach (char letter in line)
        {
            depth += letter is '(' or '[' ? 1 : letter is ')' or ']' ? -1 : 0;
            deepest = Math.Max(deepest, depth);
            commas += letter == ',' ? 1 : 0;
        }

        return (SlotsPerNesting * (deepest + 1)) + commas + 1;
    });

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Where(line => !CodeText.IsComment(line));
}
