using NanoBms.CommandLine;
using NanoBms.IlMeter.Commands;

namespace NanoBms.Firmware.Tests.IlMeter;

/// <summary>The command line's refusals: one sentence, exit code 1.</summary>
public class MeterCommandTests
{
    [Theory]
    [InlineData("", "error: There is nothing to measure; name a .tflite file, or a folder with --assemblies.")]
    [InlineData(
        "--assemblies no-such-folder",
        "error: 'no-such-folder' does not hold NanoBms.Core.dll and NanoBms.Model.dll; give the output folder of a build of the "
            + "firmware's twin.")]
    public void Refuses_with_one_sentence(string arguments, string sentence)
    {
        (int exit, string error) = Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(1, exit);
        Assert.Equal(sentence, error.Trim());
    }

    [Fact]
    public void Refuses_a_float_model()
    {
        string path = TestSupport.Repository.File("models", "panasonic18650pf-128-64.float.tflite");

        (int exit, string error) = Run(path);

        Assert.Equal(1, exit);
        Assert.Equal($"error: '{path}' is a float model; the meter takes a quantised one.", error.Trim());
    }

    private static (int Exit, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        return (CommandProgram.Run(MeterCommand.Create(), arguments, output, error), error.ToString());
    }
}
