using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NanoBms.DeviceBuild.Il;
using NanoBms.Firmware.Tests.DeviceApi;

namespace NanoBms.Firmware.Tests;

/// <summary>The checks of <see cref="CompatibilityTests"/> fail on code that no device runs.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("class C<T> { T value; }", "C`1 in Sample is generic")]
    [InlineData("class C { void M<T>() { } }", "C::M in Sample is generic")]
    [InlineData(
        "class C { System.Collections.Generic.List<int> list; }",
        "C::list in Sample uses the generic type System.Collections.Generic.List`1<System.Int32>")]
    [InlineData(
        "class C { object M() { System.Func<int> f = () => 1; return f; } }",
        "C::M in Sample uses the generic type System.Func`1<System.Int32>")]
    [InlineData("class C { int? maybe; }", "C::maybe in Sample uses the generic type System.Nullable`1<System.Int32>")]
    [InlineData("class C { int[] M() => System.Array.Empty<int>(); }", "C::M in Sample calls the generic method")]
    [InlineData("class C { int[,] grid = new int[2, 2]; }", "C::grid in Sample uses the array System.Int32[0...,0...]")]
    [InlineData("unsafe class C { int* p; }", "C::p in Sample uses a pointer")]
    [InlineData("class C { unsafe int M() { int* p = stackalloc int[3]; return p[0]; } }", "C::M in Sample has the instruction localloc")]
    [InlineData(
        "class C { volatile int flag; }",
        "C::flag in Sample has a field or parameter modified by System.Runtime.CompilerServices.IsVolatile")]
    [InlineData("class C { long M(long x) { long p = 2653949005L + x; return p >> 3; } }", "C::M in Sample widens an unsigned number")]
    [InlineData("class C { long M(uint x) => (long)x >> 3; }", "C::M in Sample widens an unsigned number")]
    public void Constructs_that_no_device_runs_are_named(string source, string expected) =>
        Assert.Contains(Read(DesktopCompile(source)).Violations, violation => violation.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData(
        "class C { string M() => string.Join(\",\", new string[2]); }",
        "System.String::Join(System.String,System.String[]) : System.String")]
    [InlineData("class C { float M(float x) => System.MathF.Sqrt(x); }", "System.MathF")]
    [InlineData("class C { void M() { throw new System.OverflowException(); } }", "System.OverflowException")]
    [InlineData("class C { System.Text.Rune r; }", "System.Text.Rune")]
    public void Members_that_the_device_lacks_are_not_listed(string source, string expected)
    {
        Assert.Contains(expected, Read(DesktopCompile(source)).Members);
        Assert.DoesNotContain(expected, File.ReadAllLines(CompatibilityTests.ListPath));
    }

    [Fact]
    public void An_unsigned_number_on_the_right_does_no_harm() =>
        Assert.Empty(
            Read(DesktopCompile("class C { long M(long x) { long m = 3009711702L; return (x * m + 2653949005L) >> 3; } }")).Violations);

    [Fact]
    public void A_lock_counts_as_the_device_compiles_it()
    {
        IReadOnlyCollection<string> members = Read(DesktopCompile("class C { void M(object o) { lock (o) { } } }")).Members;
        Assert.Contains("System.Threading.Monitor::Enter(System.Object) : System.Void", members);
        Assert.DoesNotContain("System.Threading.Monitor::Enter(System.Object,System.Boolean&) : System.Void", members);
    }

    [Fact]
    public void Text_joined_from_a_character_counts_as_the_device_compiles_it()
    {
        DeviceUse use = Read(DesktopCompile("class C { string M(string s, char c) => s + c.ToString() + s; }"));
        Complaint.None(use.Violations);
        Assert.Contains("System.String::Concat(System.String,System.String,System.String) : System.String", use.Members);
        Assert.Contains("System.Char::ToString() : System.String", use.Members);
        Assert.DoesNotContain(use.Members, member => member.Contains("Span", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("class C { string M() => string.Join(\",\", new string[2]); }", "'string' does not contain a definition for 'Join'")]
    [InlineData("class C { System.Collections.IEnumerable M() { yield return 1; } }", "System.Collections.Generic.IEnumerable`1")]
    [InlineData("class C { volatile int flag; }", "IsVolatile")]
    [InlineData("class C { int M(int[] a) => a[^1]; }", "System.Index")]
    [InlineData("namespace N; class C { }", "file-scoped namespace")]
    public void Sources_that_the_device_build_refuses_are_refused_here(string source, string expected) =>
        Assert.Contains(DeviceCompiler.Compile(source).Complaints, complaint => complaint.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void Limits_of_an_assembly_are_reported()
    {
        string additions = string.Concat(Enumerable.Repeat("x = x * 1234567 + 1;", 8000));
        string locals = string.Concat(Enumerable.Range(0, 300).Select(k => $"int v{k} = M2(ref x);"));
        string uses = string.Concat(Enumerable.Range(0, 300).Select(k => $"N(ref v{k});"));
        string bytes = string.Join(",", Enumerable.Range(0, 60_001).Select(k => k % 251));
        string source = $$"""
            static class C
            {
                public static readonly byte[] Data = new byte[] { {{bytes}} };
                static int Long(int x) { {{additions}} return x; }
                static void Wide(int x) { {{locals}} {{uses}} }
                static int M2(ref int x) { return x++; }
                static void N(ref int x) { x++; }
            }
            """;

        string[] violations = [.. AssemblyFootprint.Read(new MemoryStream(DesktopCompile(source))).Violations()];

        Assert.Contains(violations, violation => violation.Contains("bytes of IL; an assembly may have 63500", StringComparison.Ordinal));
        Assert.Contains(
            violations,
            violation => violation.Contains("60001 bytes of array initialisers; an assembly may have 60000", StringComparison.Ordinal));
        Assert.Contains(
            violations,
            violation => violation.Contains("C::Wide(System.Int32) in Sample has 300 locals; a method of a model may have 100",
                StringComparison.Ordinal));
    }

    private static byte[] DesktopCompile(string source)
    {
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Sample", [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp9))], references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
        using var image = new MemoryStream();
        Complaint.None(compilation.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString()));
        return image.ToArray();
    }

    private static DeviceUse Read(byte[] image) => DeviceUse.Read(new MemoryStream(image), FirmwareAssemblies.IsOwn);
}
