using Mono.Cecil;
using Mono.Cecil.Cil;

namespace NanoBms.IlAnalysis;

/// <summary>What an assembly uses of other assemblies, and which constructs it holds that a nanoFramework device cannot run.</summary>
public sealed class DeviceUse
{
    /// <summary>How the compiler writes a lock for .NET, and how for nanoFramework.</summary>
    private const string
        DesktopLock = "System.Threading.Monitor::Enter(System.Object,System.Boolean&) : System.Void",
        DeviceLock = "System.Threading.Monitor::Enter(System.Object) : System.Void";

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
    /// Types and members of other assemblies: "Namespace.Type", "Namespace.Type::Method(Types) : Type", "Namespace.Type::Field : Type", an inner
    /// type after "/", "&amp;" after the type of a parameter by reference. Attributes do not count: they do not run.
    /// </summary>
    public IReadOnlyCollection<string> Members => members;

    /// <summary>Sentences on constructs that no device runs: generics, pointers, arrays of more than one dimension, volatile fields.</summary>
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
            Visit(instruction);
        }
    }

    private void Visit(Instruction instruction)
    {
        if (instruction.OpCode.Code is Code.Localloc or Code.Cpblk or Code.Initblk or Code.Calli)
        {
            Violate($"has the instruction {instruction.OpCode.Name}");
        }

        switch (instruction.Operand)
        {
            case MethodReference method:
                VisitMember(method);
                break;
            case FieldReference field:
                Visit(field.FieldType);
                Add(field, $"{Name(field.DeclaringType)}::{field.Name} : {Name(field.FieldType)}");
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

        string parameters = string.Join(",", method.Parameters.Select(parameter => Name(parameter.ParameterType)));
        string member = $"{Name(method.DeclaringType)}::{method.Name}({parameters}) : {Name(method.ReturnType)}";
        Add(method, member == DesktopLock ? DeviceLock : member);
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
                    members.Add(Name(type));
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

    private static string Name(TypeReference type) => type.FullName;
}
