using NanoBms.Device.Running;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Running;

public sealed class SelfTestTests
{
    [Theory]
    [InlineData(17, true, "Self-test: inference took 0 ms, 50000 bytes of memory free, output equal")]
    [InlineData(18, false, "Self-test: inference took 0 ms, 50000 bytes of memory free, output differs: value 0 is 17, expected 18")]
    public void The_line_says_whether_the_output_is_the_known_one(short expected, bool equal, string sentence)
    {
        short[] input = [0, 0, 0, 0, 0, 0, 0, 0, 0, 17];
        Assert.Equal(equal, SelfTest.TryRun(new VoltageModel(), input, [expected], new ManualClock(), new FakePower(), out string line));
        Assert.Equal(sentence, line);
    }
}
