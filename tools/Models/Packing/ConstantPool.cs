namespace NanoBms.Models.Packing;

/// <summary>
/// Constants of a method that several rows use: each in a local, as far as there are locals, for a load of one is shorter.
/// </summary>
/// <param name="locals">The locals, by name.</param>
/// <param name="maxLocals">So many there may be.</param>
internal sealed class ConstantPool(SortedDictionary<string, long> locals, int maxLocals)
{
    /// <summary>ldc.i8 against ldloc.s.</summary>
    public const int BytesPerLiteral = 7;

    /// <summary>C# of a constant: the name of its local, or the number.</summary>
    /// <param name="name">Name that the local gets.</param>
    /// <param name="value">The constant.</param>
    /// <param name="shared">Whether others use it too.</param>
    public string Name(string name, long value, bool shared)
    {
        if (shared && locals.TryGetValue(name, out long known) && known == value)
        {
            return name;
        }

        return shared && locals.Count < maxLocals && locals.TryAdd(name, value) ? name : Requantizer.Text(value);
    }

    /// <summary>Bytes that C# from <see cref="Name"/> takes beyond a local's.</summary>
    public int ExtraBytes(string text) => locals.ContainsKey(text) ? 0 : BytesPerLiteral;
}
