using Mono.Cecil;
using Mono.Cecil.Cil;
using NanoBms.DeviceBuild.Il;

namespace NanoBms.Firmware.Tests.Memory;

/// <summary>
/// The deepest stack that the firmware's own code can reach, in bytes of the device's heap: a frame has a head and a block for each
/// argument, local and stack slot, which nanoCLR takes when the method is called. Calls through interfaces and overridden methods count as
/// to each that may be meant.
/// </summary>
internal sealed class StackDepth
{
    /// <summary>Bytes of a frame's head (CLR_RT_StackFrame of a 32-bit build: a list node, a method, eleven words).</summary>
    private const int FrameBytes = 72;

    private readonly Dictionary<string, MethodDefinition> methods;
    private readonly Dictionary<string, long> depths = [];

    /// <summary>The stacks of assemblies.</summary>
    /// <param name="modules">The assemblies.</param>
    /// <param name="unused">Full name of a method that is never called.</param>
    public StackDepth(IEnumerable<ModuleDefinition> modules, string unused) =>
        methods = modules.SelectMany(module => module.GetTypes()).SelectMany(type => type.Methods)
            .Where(method => method.HasBody && method.FullName != unused)
            .ToDictionary(method => method.FullName);

    /// <summary>Bytes of the deepest stack that begins with a method.</summary>
    /// <param name="type">Name of its type.</param>
    /// <param name="method">Its name.</param>
    public long Of(string type, string method) => Of(Find(type, method));

    /// <summary>Bytes of a method's own frame.</summary>
    public long Frame(string type, string method) => Frame(Find(type, method));

    private MethodDefinition Find(string type, string method) =>
        methods.Values.Single(each => each.DeclaringType.Name == type && each.Name == method);

    private static long Frame(MethodDefinition method) =>
        FrameBytes
            + ((long)DeviceHeap.BlockBytes
                * (method.Parameters.Count + (method.HasThis ? 1 : 0) + method.Body.Variables.Count + method.Body.MaxStackSize));

    private long Of(MethodDefinition method)
    {
        if (depths.TryGetValue(method.FullName, out long known))
        {
            // A method that is being looked at calls itself, and how deep cannot be told.
            Assert.True(known > 0, $"{method.FullName} calls itself");
            return known;
        }

        depths[method.FullName] = 0;
        long deepest = method.Body.Instructions.Where(instruction => instruction.OpCode.FlowControl == FlowControl.Call)
            .Select(instruction => (MethodReference)instruction.Operand).SelectMany(Targets).Select(Of).DefaultIfEmpty(0).Max();
        return depths[method.FullName] = Frame(method) + deepest;
    }

    private IEnumerable<MethodDefinition> Targets(MethodReference called)
    {
        if (methods.TryGetValue(called.FullName, out MethodDefinition? exact) && !exact.IsVirtual)
        {
            return [exact];
        }

        return !called.DeclaringType.FullName.StartsWith("NanoBms.", StringComparison.Ordinal)
            ? []
            : methods.Values.Where(
                method => method.Name == called.Name && Parameters(method) == Parameters(called) && (method.IsVirtual || method == exact));
    }

    private static string Parameters(MethodReference method) =>
        string.Join(',', method.Parameters.Select(parameter => parameter.ParameterType.FullName));
}
