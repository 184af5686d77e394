using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using NanoBms.DeviceBuild.Il;

namespace NanoBms.IlMeter.Metering;

/// <summary>
/// Rewrites an assembly so that it counts: a counter at the head of each basic block, a note at each allocation. What is added is not
/// counted, and the opcodes of a block are those that stood there before.
/// </summary>
internal sealed class CountingRewriter
{
    /// <summary>Full name of the type that holds an assembly's counters.</summary>
    public const string CountersType = "NanoBms.Metering.BlockCounters";

    /// <summary>Its field: one long for each block.</summary>
    public const string CountersField = "Entered";

    private readonly ModuleDefinition module;
    private readonly FieldReference counters;
    private readonly MethodReference noteArray, noteObject;
    private readonly List<CountedBlock> blocks = [];

    private CountingRewriter(ModuleDefinition module)
    {
        this.module = module;
        var holder = new TypeDefinition(
            "NanoBms.Metering", "BlockCounters", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed,
            module.TypeSystem.Object);
        var field = new FieldDefinition(
            CountersField, FieldAttributes.Public | FieldAttributes.Static, new ArrayType(module.TypeSystem.Int64));
        holder.Fields.Add(field);
        module.Types.Add(holder);
        counters = field;
        noteArray = module.ImportReference(typeof(AllocationRecord).GetMethod(nameof(AllocationRecord.Array)));
        noteObject = module.ImportReference(typeof(AllocationRecord).GetMethod(nameof(AllocationRecord.Object)));
    }

    /// <summary>Rewrites an assembly's file.</summary>
    public static CountedAssembly Rewrite(byte[] image)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(image));
        MethodDefinition[] methods = [.. assembly.MainModule.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody)];
        var rewriter = new CountingRewriter(assembly.MainModule);
        foreach (MethodDefinition method in methods)
        {
            rewriter.Rewrite(method);
        }

        var rewritten = new MemoryStream();
        assembly.Write(rewritten);
        return new CountedAssembly(assembly.Name.Name, rewritten.ToArray(), rewriter.blocks);
    }

    private void Rewrite(MethodDefinition method)
    {
        MethodBody body = method.Body;
        Instruction[] original = [.. body.Instructions];
        Code[] codes = [.. original.Select(instruction => instruction.OpCode.Code)];
        HashSet<Instruction> heads = Heads(body);
        string name = $"{method.DeclaringType.Name}.{method.Name}";
        body.SimplifyMacros();
        ILProcessor processor = body.GetILProcessor();
        var entries = new Dictionary<Instruction, Instruction>();
        for (int k = 0; k < original.Length; k++)
        {
            Instruction first = NoteAllocation(processor, original[k]);
            if (heads.Contains(original[k]))
            {
                int end = k + 1;
                while (end < original.Length && !heads.Contains(original[end]))
                {
                    end++;
                }

                first = Count(processor, first, blocks.Count);
                blocks.Add(new CountedBlock(name, codes[k..end]));
            }

            if (first != original[k])
            {
                entries.Add(original[k], first);
            }
        }

        Retarget(body, original, entries);
        body.OptimizeMacros();
    }

    private static HashSet<Instruction> Heads(MethodBody body)
    {
        var heads = new HashSet<Instruction> { body.Instructions[0] };
        foreach (Instruction instruction in body.Instructions)
        {
            IEnumerable<Instruction> targets = instruction.Operand switch
            {
                Instruction one => [one],
                Instruction[] many => many,
                _ => [],
            };
            heads.UnionWith(targets);
            if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw
                && instruction.Next is { } next)
            {
                heads.Add(next);
            }
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            heads.UnionWith(
                new[] { handler.TryStart, handler.TryEnd, handler.HandlerStart, handler.HandlerEnd,
                    handler.FilterStart }.OfType<Instruction>());
        }

        return heads;
    }

    /// <summary>Adds code that increments a counter before an instruction; gives the first instruction of it.</summary>
    private Instruction Count(ILProcessor processor, Instruction before, int counter)
    {
        Instruction[] code =
        [
            processor.Create(OpCodes.Ldsfld, counters),
            processor.Create(OpCodes.Ldc_I4, counter),
            processor.Create(OpCodes.Ldelema, module.TypeSystem.Int64),
            processor.Create(OpCodes.Dup),
            processor.Create(OpCodes.Ldind_I8),
            processor.Create(OpCodes.Ldc_I4_1),
            processor.Create(OpCodes.Conv_I8),
            processor.Create(OpCodes.Add),
            processor.Create(OpCodes.Stind_I8),
        ];
        foreach (Instruction instruction in code)
        {
            processor.InsertBefore(before, instruction);
        }

        return code[0];
    }

    /// <summary>Adds code that notes an allocation; gives the instruction that a jump to the allocation must go to.</summary>
    private Instruction NoteAllocation(ILProcessor processor, Instruction instruction)
    {
        if (instruction.OpCode.Code == Code.Newarr)
        {
            Instruction first = processor.Create(OpCodes.Dup);
            processor.InsertBefore(instruction, first);
            processor.InsertBefore(instruction, processor.Create(OpCodes.Ldc_I4, ElementBytes((TypeReference)instruction.Operand)));
            processor.InsertBefore(instruction, processor.Create(OpCodes.Call, noteArray));
            return first;
        }

        if (instruction.OpCode.Code == Code.Newobj && !((MethodReference)instruction.Operand).DeclaringType.IsValueType)
        {
            Instruction duplicate = processor.Create(OpCodes.Dup);
            processor.InsertAfter(instruction, duplicate);
            processor.InsertAfter(duplicate, processor.Create(OpCodes.Call, noteObject));
        }

        return instruction;
    }

    /// <summary>Bytes of an array element; references and structs take a heap block.</summary>
    private static int ElementBytes(TypeReference type) => type.MetadataType switch
    {
        MetadataType.Boolean or MetadataType.SByte or MetadataType.Byte => 1,
        MetadataType.Char or MetadataType.Int16 or MetadataType.UInt16 => 2,
        MetadataType.Int32 or MetadataType.UInt32 or MetadataType.Single => 4,
        MetadataType.Int64 or MetadataType.UInt64 or MetadataType.Double => 8,
        _ => DeviceHeap.BlockBytes,
    };

    private static void Retarget(MethodBody body, Instruction[] original, Dictionary<Instruction, Instruction> entries)
    {
        Instruction? Entry(Instruction? instruction) =>
            instruction is not null && entries.TryGetValue(instruction, out Instruction? entry) ? entry : instruction;
        foreach (Instruction instruction in original)
        {
            if (instruction.Operand is Instruction target)
            {
                instruction.Operand = Entry(target);
            }
            else if (instruction.Operand is Instruction[] targets)
            {
                instruction.Operand = targets.Select(entry => Entry(entry)!).ToArray();
            }
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            handler.TryStart = Entry(handler.TryStart);
            handler.TryEnd = Entry(handler.TryEnd);
            handler.HandlerStart = Entry(handler.HandlerStart);
            handler.HandlerEnd = Entry(handler.HandlerEnd);
            handler.FilterStart = Entry(handler.FilterStart);
        }
    }
}
