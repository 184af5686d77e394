using System.Globalization;
using System.Text;

namespace NanoBms.Firmware.Tests.DeviceApi;

/// <summary>
/// C# declarations of the types and members of an assembly's listing, to compile firmware against. The listing does not say what kind a
/// type is and what it derives from: kinds follow from the members, the few others are named here.
/// </summary>
internal sealed class ApiSource
{
    private static readonly HashSet<string> Structures =
    [
        "System.Device.Gpio.PinValue", "System.Device.Gpio.WaitForEventResult", "System.Device.I2c.I2cTransferResult",
        "System.Threading.CancellationToken", "System.Threading.CancellationTokenRegistration",
    ];

    private static readonly Dictionary<string, string> Bases = new()
    {
        ["System.IO.FileStream"] = "System.IO.Stream",
        ["System.IO.MemoryStream"] = "System.IO.Stream",
        ["System.Net.HttpWebRequest"] = "System.Net.WebRequest",
        ["System.Net.HttpWebResponse"] = "System.Net.WebResponse",
        ["System.Net.IPEndPoint"] = "System.Net.EndPoint",
        ["System.Net.Security.SslStream"] = "System.Net.Sockets.NetworkStream",
        ["System.Net.Sockets.NetworkStream"] = "System.IO.Stream",
        ["System.Security.Cryptography.X509Certificates.X509Certificate2"] =
            "System.Security.Cryptography.X509Certificates.X509Certificate",
    };

    /// <summary>The last parameter of its methods, a message, may be left out.</summary>
    private const string Assertions = "nanoFramework.TestFramework.Assert";

    private static readonly HashSet<string> Overrides = ["ToString()", "Equals(System.Object)", "GetHashCode()"];

    private readonly SortedDictionary<string, List<string>> types = new(StringComparer.Ordinal);
    private readonly StringBuilder text = new();

    private ApiSource(IEnumerable<string> lines)
    {
        // Generic types cannot be used by firmware, so they need not be declared.
        foreach (string line in lines.Where(line => line.Length > 0 && !line.Contains('`', StringComparison.Ordinal)))
        {
            string[] parts = line.Split("::", 2);
            List<string> members = types.TryGetValue(parts[0], out List<string>? known) ? known : types[parts[0]] = [];
            if (parts.Length == 2)
            {
                members.Add(parts[1]);
            }
        }
    }

    /// <summary>The declarations of an assembly.</summary>
    public static string Write(IEnumerable<string> lines)
    {
        var source = new ApiSource(lines);
        foreach (string type in source.types.Keys.Where(type => !type.Contains('/', StringComparison.Ordinal)))
        {
            int dot = type.LastIndexOf('.');
            source.text.Append(CultureInfo.InvariantCulture, $"namespace {type[..dot]} {{\n");
            source.WriteType(type, type[(dot + 1)..]);
            source.text.Append("}\n");
        }

        return source.text.ToString();
    }

    private void WriteType(string type, string name)
    {
        List<string> members = types[type];
        if (members.Any(member => member.EndsWith($" : {type} const", StringComparison.Ordinal)))
        {
            Line(
                $"public enum {name} {{ "
                    + $"{string.Join(", ", members.Select(member => member.Split(' ')[0]).Where(member => member != "value__"))} }}");
            return;
        }

        if (members.Exists(member => member.StartsWith("BeginInvoke(", StringComparison.Ordinal)))
        {
            string invoke = members.Single(member => member.StartsWith("Invoke(", StringComparison.Ordinal));
            Line($"public delegate {Type(Returned(invoke))} {name}({Parameters(invoke)});");
            return;
        }

        bool isInterface = name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]) && !members.Exists(IsConstructor);
        bool isStructure = Structures.Contains(type);
        string parent = Bases.GetValueOrDefault(type) ?? (name.EndsWith("Exception", StringComparison.Ordinal) ? "System.Exception"
            : name.EndsWith("Attribute", StringComparison.Ordinal) ? "System.Attribute" : "");
        bool disposesOpenly = members.Contains("Dispose() : System.Void");
        bool disposes = !isInterface && (disposesOpenly || members.Contains("Dispose(System.Boolean) : System.Void"));
        string heritage = string.Join(", ", new[] { parent, disposes ? "System.IDisposable" : "" }.Where(part => part.Length > 0));
        Line(
            $"public {(isInterface ? "interface" : isStructure ? "struct" : "class")} "
                + $"{name}{(heritage.Length > 0 ? " : " + heritage : "")} {{");
        if (!isInterface && !isStructure && !members.Contains(".ctor() : System.Void"))
        {
            Line($"internal {name}() {{ }}");
        }

        if (disposes && !disposesOpenly)
        {
            Line("void System.IDisposable.Dispose() { }");
        }

        foreach (string member in members)
        {
            WriteMember(member, name, isInterface, type == Assertions);
        }

        WriteProperties(members, isInterface);
        foreach (string inner in types.Keys.Where(key =>
            key.StartsWith(type + "/", StringComparison.Ordinal) && key.LastIndexOf('/') == type.Length))
        {
            WriteType(inner, inner[(type.Length + 1)..]);
        }

        Line("}");
    }

    private void WriteMember(string member, string typeName, bool isInterface, bool lastIsOptional)
    {
        bool isStatic = member.EndsWith(" static", StringComparison.Ordinal);
        string access = isInterface ? "" : isStatic ? "public static " : "public ";
        string body = isInterface ? ";" : " => throw null;";
        int open = member.IndexOf('(', StringComparison.Ordinal);
        string name = open < 0 ? member.Split(' ')[0] : member[..open];
        if (open < 0)
        {
            bool isConstant = member.EndsWith(" const", StringComparison.Ordinal);
            Line(isConstant ? $"public const {Type(Returned(member))} {name} = default;" : $"{access}{Type(Returned(member))} {name};");
        }
        else if (IsConstructor(member))
        {
            Line($"public {typeName}({Parameters(member)}) => throw null;");
        }
        else if (name is "op_Implicit" or "op_Explicit")
        {
            Line(
                $"{access}{(name == "op_Implicit" ? "implicit" : "explicit")} operator "
                    + $"{Type(Returned(member))}({Parameters(member)}){body}");
        }
        else if (name is "op_Equality" or "op_Inequality")
        {
            Line($"{access}{Type(Returned(member))} operator {(name == "op_Equality" ? "==" : "!=")}({Parameters(member)}){body}");
        }
        else if (name.StartsWith("add_", StringComparison.Ordinal))
        {
            string accessors = isInterface ? ";" : " { add { } remove { } }";
            Line($"{access}event {Parameters(member).Split(' ')[0]} {name[4..]}{accessors}");
        }
        else if (name != "Finalize" && !IsProperty(name) && !name.StartsWith("remove_", StringComparison.Ordinal))
        {
            string kind = Overrides.Contains(member[..(member.IndexOf(')', StringComparison.Ordinal) + 1)]) && !isInterface
                ? "override "
                : "";
            Line($"{access}{kind}{Type(Returned(member))} {name}({Parameters(member)}{(lastIsOptional ? " = null" : "")}){body}");
        }
    }

    private void WriteProperties(List<string> members, bool isInterface)
    {
        foreach (IGrouping<string, string> property in members.Where(member => IsProperty(member.Split('(')[0]))
            .GroupBy(member => member.Split('(')[0][4..]))
        {
            string? getter = property.FirstOrDefault(member => member.StartsWith("get_", StringComparison.Ordinal));
            string? setter = property.FirstOrDefault(member => member.StartsWith("set_", StringComparison.Ordinal));
            string type = getter is not null ? Type(Returned(getter)) : Parameters(setter!).Split(' ')[^2];
            bool isStatic = property.First().EndsWith(" static", StringComparison.Ordinal);
            string access = isInterface ? "" : isStatic ? "public static " : "public ";
            string get = getter is null ? "" : isInterface ? "get;" : "get => throw null;";
            string set = setter is null ? "" : isInterface ? "set;" : "set => throw null;";
            bool isIndexer = property.Key == "Item" && getter is not null && !getter.Contains("()", StringComparison.Ordinal);
            Line($"{access}{type} {(isIndexer ? $"this[{Parameters(getter!)}]" : property.Key)} {{ {get} {set} }}");
        }
    }

    private void Line(string line) => text.Append(line).Append('\n');

    private static bool IsConstructor(string member) => member.StartsWith(".ctor(", StringComparison.Ordinal);

    private static bool IsProperty(string name) =>
        name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal);

    private static string Returned(string member) => member.Split(" : ")[1].Split(' ')[0];

    private static string Parameters(string member)
    {
        string list = member[(member.IndexOf('(', StringComparison.Ordinal) + 1)..member.IndexOf(')', StringComparison.Ordinal)];
        return list.Length == 0
            ? ""
            : string.Join(", ", list.Split(',').Select((parameter, index) => parameter.Split(' ') is [string passed, string type]
                ? $"{passed} {Type(type)} p{index}"
                : $"{Type(parameter)} p{index}"));
    }

    private static string Type(string name) => name == "System.Void" ? "void" : "global::" + name.Replace('/', '.');
}
