using Mono.Cecil.Cil;

namespace NanoBms.IlMeter.Metering;

/// <summary>Instructions that are always executed together.</summary>
/// <param name="Method">Type and name of the method.</param>
/// <param name="Instructions">Opcodes, in order, as the compiler wrote them.</param>
internal sealed record CountedBlock(string Method, IReadOnlyList<Code> Instructions);

/// <summary>An assembly that counts how often each of its blocks is entered.</summary>
/// <param name="Name">Assembly name.</param>
/// <param name="Image">The rewritten file.</param>
/// <param name="Blocks">Its blocks, in the order of their counters.</param>
internal sealed record CountedAssembly(string Name, byte[] Image, IReadOnlyList<CountedBlock> Blocks);
