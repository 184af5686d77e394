using Mono.Cecil;
using Mono.Cecil.Cil;
using NanoBms.Models.Generation;

namespace NanoBms.DeviceBuild.Il;

/// <summary>What an assembly asks of a device.</summary>
/// <param name="Name">Assembly name.</param>
/// <param name="IlBytes">Bytes of IL of all methods.</param>
/// <param name="ArrayBytes">Bytes of array initialisers; each is copied to the heap when its array is made.</param>
/// <param name="MaxLocals">Locals of the method that has most.</param>
/// <param name="DeepestStack">Largest evaluation stack of a method.</param>
/// <param name="MaxArguments">Arguments of the method that has most, "this" among them.</param>
/// <param name="LargestMethod">Name of the method with most locals.</param>
/// <param name="FileBytes">
/// Upper estimate of the device's .pe file: IL and arrays as they are (the device's tokens are shorter, so its IL is), a byte for the type
/// of each local, 40 for each method and field (table entry and name), 1,000 for the rest.
/// </param>
public sealed record AssemblyFootprint(
    string Name, int IlBytes, int ArrayBytes, int MaxLocals, int DeepestStack, int MaxArguments, string LargestMethod, int FileBytes)
{
    private const int BytesPerMember = 40, BytesPerFile = 1000;

    /// <summary>Reads an assembly file.</summary>
    public static AssemblyFootprint Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream);
    }

    /// <summary>Reads an assembly.</summary>
    public static AssemblyFootprint Read(Stream stream)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(stream);
        int il = 0, locals = 0, stack = 0, arguments = 0, file = BytesPerFile;
        string largest = "";
        foreach (MethodDefinition method in assembly.MainModule.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            MethodBody body = method.Body;
            il += body.CodeSize;
            file += BytesPerMember + body.CodeSize + body.Variables.Count;
            if (body.Variables.Count > locals || largest.Length == 0)
            {
                locals = body.Variables.Count;
                largest = method.FullName;
            }

            stack = Math.Max(stack, body.MaxStackSize);
            arguments = Math.Max(arguments, method.Parameters.Count + (method.HasThis ? 1 : 0));
        }

        FieldDefinition[] fields = [.. assembly.MainModule.GetTypes().SelectMany(type => type.Fields)];
        int arrays = fields.Sum(field => field.InitialValue.Length);
        file += arrays + BytesPerMember * fields.Length;
        return new AssemblyFootprint(assembly.Name.Name, il, arrays, locals, stack, arguments, largest, file);
    }

    /// <summary>Sentences on every limit that the assembly breaks; none where it fits.</summary>
    public IEnumerable<string> Violations()
    {
        if (IlBytes > DeviceLimits.AssemblyIlBytes)
        {
            yield return $"{Name} has {IlBytes} bytes of IL; an assembly may have {DeviceLimits.AssemblyIlBytes}.";
        }

        if (ArrayBytes > DeviceLimits.AssemblyArrayBytes)
        {
            yield return $"{Name} has {ArrayBytes} bytes of array initialisers; an assembly may have {DeviceLimits.AssemblyArrayBytes}.";
        }

        if (MaxLocals > DeviceLimits.MethodLocals)
        {
            yield return $"{LargestMethod} in {Name} has {MaxLocals} locals; a method of a model may have {DeviceLimits.MethodLocals}, so "
                + "that its frame finds room in a heap in use.";
        }

        if (DeepestStack > DeviceLimits.MethodSlots || MaxArguments > DeviceLimits.MethodSlots)
        {
            yield return $"{LargestMethod} in {Name} has {DeepestStack} stack slots, {MaxArguments} arguments; a "
                + $"method may have {DeviceLimits.MethodSlots} of each.";
        }
    }
}
