using Mono.Cecil.Cil;

namespace NanoBms.DeviceBuild.Il;

/// <summary>
/// Numbers of 64 bits that nanoCLR takes for unsigned. It keeps a type with each value: what conv.u8 makes (a uint, or a constant of 2^31
/// to 2^32 - 1, which the compiler writes so) is unsigned, and the result of an operation is of the type of its left operand, through
/// locals too. A shift to the right then fills with zeros where .NET fills with the sign.
/// </summary>
internal static class UnsignedLong
{
    /// <summary>Whether what a conv.u8 makes is only ever the right operand of an operation that does not look at its sign.</summary>
    public static bool IsHarmless(Instruction widening, MethodBody body)
    {
        Instruction next = widening.Next;
        if (Stored(next, body) is not { } local)
        {
            return IsOperation(next);
        }

        return body.Instructions.All(load => Loaded(load, body) != local || IsOperation(load.Next))
            && body.Instructions.All(load => load.OpCode.Code is not (Code.Ldloca or Code.Ldloca_S) || load.Operand != local);
    }

    private static bool IsOperation(Instruction instruction) =>
        instruction.OpCode.Code is Code.Add or Code.Sub or Code.Mul or Code.And or Code.Or or Code.Xor
            or Code.Ceq or Code.Beq or Code.Beq_S or Code.Bne_Un or Code.Bne_Un_S;

    private static VariableDefinition? Stored(Instruction instruction, MethodBody body) => instruction.OpCode.Code switch
    {
        Code.Stloc_0 => body.Variables[0],
        Code.Stloc_1 => body.Variables[1],
        Code.Stloc_2 => body.Variables[2],
        Code.Stloc_3 => body.Variables[3],
        Code.Stloc or Code.Stloc_S => (VariableDefinition)instruction.Operand,
        _ => null,
    };

    private static VariableDefinition? Loaded(Instruction instruction, MethodBody body) => instruction.OpCode.Code switch
    {
        Code.Ldloc_0 => body.Variables[0],
        Code.Ldloc_1 => body.Variables[1],
        Code.Ldloc_2 => body.Variables[2],
        Code.Ldloc_3 => body.Variables[3],
        Code.Ldloc or Code.Ldloc_S => (VariableDefinition)instruction.Operand,
        _ => null,
    };
}
