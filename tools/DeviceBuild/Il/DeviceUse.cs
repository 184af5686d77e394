using Mono.Cecil;
using Mono.Cecil.Cil;

namespace NanoBms.DeviceBuild.Il;

/// <summary>What an assembly uses of other assemblies, and which constructs it holds that a nanoFramework device cannot run.</summary>
public sealed class DeviceUse
{
    /// <summary>
    /// Members that the compiler chooses for .NET where it chooses others for nanoFramework out of the same source: the lock statement, a
    /// text joined from characters, GetType, an indexer under another name.
    /// </summary>
    private static readonly Dictionary<string, string?> DesktopChoices = new()
    {
        ["System.Threading.Monitor::Enter(System.Object,System.Boolean&) : System.Void"] =
            "System.Threading.Monitor::Enter(System.Object) : System.Void",
        ["System.Exception::GetType() : System.Type"] = "System.Object::GetType() : System.Type",
        ["System.Text.StringBuilder::get_Chars(System.Int32) : System.Char"] =
            "System.Text.StringBuilder::get_Item(System.Int32) : System.Char",
        ["System.String::op_Implicit(System.String) : System.ReadOnlySpan`1<System.Char>"] = null,
        ["System.ReadOnlySpan`1<System.Char>::.ctor(!0&) : System.Void"] = "System.Char::ToString() : System.String",
        [Concat("System.ReadOnlySpan`1<System.Char>", 2)] = Concat("System.String", 2),
        [Concat("System.ReadOnlySpan`1<System.Char>", 3)] = Concat("System.String", 3),
        [Concat("System.ReadOnlySpan`1<System.Char>", 4)] = Concat("System.String", 4),
    };

    private readonly SortedSet<string> members = new(StringComparer.Ordinal);
    private readonly SortedSet<string> violations = new(StringComparer.Ordinal);
    private readonly string assembly;
    private readonly Func<string, bool> isOwn;
    private string place = "";

    private DeviceUse(string assembly, Func<string, bool> isOwn)
    {
        this.assembly = assembly;
        this.isOwn = isOwn;
    }

    /// <summary>
    /// Types and members of other assemblies: "Namespace.Type", "Namespace.Type::Method(Types) : Type", "Namespace.Type::Field : Type", an
    /// inner type after "/", "&amp;" after the type of a parameter by reference. Attributes do not count: they do not run.
    /// </summary>
    public IReadOnlyCollection<string> Members => members;

    /// <summary>Sentences on constructs that no device runs: generics, pointers, arrays of more than one dimension, volatile fields, long
    /// numbers that the device takes for unsigned.</summary>
    public IReadOnlyCollection<string> Violations => violations;

    /// <summary>Reads an assembly.</summary>
    /// <param name="stream">The compiled file.</param>
    /// <param name="isOwn">Whether an assembly, by its name, belongs to the project, so that its members are not counted.</param>
    public static DeviceUse Read(Stream stream, Func<string, bool> isOwn)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(stream);
        var use = new DeviceUse(assembly.Name.Name, isOwn);
        foreach (TypeDefinition type in assembly.MainModule.GetTypes())
        {
            use.Visit(type);
        }

        return use;
    }

    private void Visit(TypeDefinition type)
    {
        place = type.FullName;
        if (type.HasGenericParameters)
        {
            Violate("is generic");
        }

        Visit(type.BaseType);
        foreach (InterfaceImplementation implementation in type.Interfaces)
        {
            Visit(implementation.InterfaceType);
        }

        foreach (FieldDefinition field in type.Fields)
        {
            place = $"{type.FullName}::{field.Name}";
            Visit(field.FieldType);
        }

        foreach (MethodDefinition method in type.Methods)
        {
            place = $"{type.FullName}::{method.Name}";
            Visit(method);
        }
    }

    private void Visit(MethodDefinition method)
    {
        if (method.HasGenericParameters)
        {
            Violate("is generic");
        }

        Visit(method.ReturnType);
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            Visit(parameter.ParameterType);
        }

        if (!method.HasBody)
        {
            return;
        }

        foreach (VariableDefinition variable in method.Body.Variables)
        {
            Visit(variable.VariableType);
        }

        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers)
        {
            Visit(handler.CatchType);
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            Visit(instruction, method.Body);
        }
    }

    private void Visit(Instruction instruction, MethodBody body)
    {
        if (instruction.OpCode.Code is Code.Localloc or Code.Cpblk or Code.Initblk or Code.Calli)
        {
            Violate($"has the instruction {instruction.OpCode.Name}");
        }

        if (instruction.OpCode.Code == Code.Conv_U8 && !UnsignedLong.IsHarmless(instruction, body))
        {
            Violate("widens an unsigned number (conv.u8) to stand left in a computation with signs");
        }

        switch (instruction.Operand)
        {
            case MethodReference method:
                VisitMember(method);
                break;
            case FieldReference field:
                Visit(field.FieldType);
                Add(field, $"{field.DeclaringType.FullName}::{field.Name} : {field.FieldType.FullName}");
                break;
            case TypeReference type:
                Visit(type);
                break;
        }
    }

    private void VisitMember(MethodReference method)
    {
        if (method is GenericInstanceMethod || method.HasGenericParameters)
        {
            Violate($"calls the generic method {method.FullName}");
            return;
        }

        string parameters = string.Join(",", method.Parameters.Select(parameter => parameter.ParameterType.FullName));
        string member = $"{method.DeclaringType.FullName}::{method.Name}({parameters}) : {method.ReturnType.FullName}";
        if (DesktopChoices.TryGetValue(member, out string? deviceChoice))
        {
            if (deviceChoice is not null)
            {
                members.Add(deviceChoice);
                members.Add(deviceChoice.Split("::")[0]);
            }

            return;
        }

        Visit(method.ReturnType);
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            Visit(parameter.ParameterType);
        }

        if (method.DeclaringType is ArrayType)
        {
            Visit(method.DeclaringType);
            return;
        }

        Add(method, member);
    }

    private void Add(MemberReference member, string text)
    {
        Visit(member.DeclaringType);
        if (IsForeign(member.DeclaringType))
        {
            members.Add(text);
        }
    }

    private void Visit(TypeReference? type)
    {
        switch (type)
        {
            case null:
                return;
            case GenericInstanceType or GenericParameter:
                Violate($"uses the generic type {type.FullName}");
                return;
            case PointerType or FunctionPointerType or PinnedType:
                Violate("uses a pointer");
                return;
            case RequiredModifierType modified:
                Violate($"has a field or parameter modified by {modified.ModifierType.FullName}");
                return;
            case ArrayType { Rank: > 1 }:
                Violate($"uses the array {type.FullName}");
                return;
            case TypeSpecification specification:
                Visit(specification.ElementType);
                return;
            default:
                if (IsForeign(type))
                {
                    members.Add(type.FullName);
                }

                return;
        }
    }

    private bool IsForeign(TypeReference type)
    {
        TypeReference element = type.GetElementType();
        return element.Scope is AssemblyNameReference reference && !isOwn(reference.Name);
    }

    private void Violate(string what) => violations.Add($"{place} in {assembly} {what}, which no device runs.");

    private static string Concat(string type, int count) =>
        $"System.String::Concat({string.Join(",", Enumerable.Repeat(type, count))}) : System.String";
}
