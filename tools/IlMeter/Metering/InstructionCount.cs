using Mono.Cecil.Cil;

namespace NanoBms.IlMeter.Metering;

/// <summary>Executed IL instructions.</summary>
/// <param name="Total">All of them.</param>
/// <param name="ByOpcode">By opcode in the notation of ECMA-335, most executed first.</param>
/// <param name="ByMethod">By type and method, most executed first.</param>
public sealed record InstructionCount(
    long Total, IReadOnlyList<(string Name, long Count)> ByOpcode, IReadOnlyList<(string Name, long Count)> ByMethod)
{
    /// <summary>Adds up blocks that were entered so many times.</summary>
    internal static InstructionCount Create(IEnumerable<(CountedBlock Block, long Entered)> blocks)
    {
        var byOpcode = new Dictionary<string, long>();
        var byMethod = new Dictionary<string, long>();
        foreach ((CountedBlock block, long entered) in blocks)
        {
            foreach (Code code in block.Instructions)
            {
                string name = code.ToString().ToLowerInvariant().Replace('_', '.');
                byOpcode[name] = byOpcode.GetValueOrDefault(name) + entered;
            }

            byMethod[block.Method] = byMethod.GetValueOrDefault(block.Method) + entered * block.Instructions.Count;
        }

        return new InstructionCount(byMethod.Values.Sum(), Sorted(byOpcode), Sorted(byMethod));
    }

    private static (string, long)[] Sorted(Dictionary<string, long> counts) =>
        [.. counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => (entry.Key, entry.Value))];
}
