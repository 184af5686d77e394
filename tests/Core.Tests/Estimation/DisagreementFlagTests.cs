using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation;

public class DisagreementFlagTests
{
    [Fact]
    public void It_sets_above_one_limit_and_clears_below_the_other()
    {
        var flag = new DisagreementFlag();
        Assert.False(After(flag, 4.9));
        Assert.True(After(flag, 5.1));
        Assert.True(After(flag, 3.1));
        Assert.False(After(flag, 2.9));
        Assert.False(After(flag, -4.9));
        Assert.True(After(flag, -5.1));
        Assert.True(After(flag, -3.1));
        Assert.False(After(flag, 0));
    }

    [Fact]
    public void It_takes_minutes()
    {
        // A mean of 120 s reaches 5 of 10 after 120 s * ln 2 = 83 s.
        var flag = new DisagreementFlag();
        int seconds = 0;
        for (; !flag.IsSet; seconds++)
        {
            flag.Update(10, 1);
        }

        Assert.InRange(seconds, 80, 90);
    }

    [Theory]
    [InlineData(12.0)]
    [InlineData(-12.0)]
    [InlineData(100.0)]
    [InlineData(-100.0)]
    public void A_byte_keeps_it(double percent)
    {
        var before = new DisagreementFlag();
        After(before, percent);
        var after = new DisagreementFlag();
        after.FromByte(before.ToByte());

        // 120 s * ln(12 / 3) = 166 s, with half a percent less 161 s; a byte holds at most 31.5 %, for 282 s.
        Assert.True(after.IsSet);
        int seconds = 0;
        for (; after.IsSet; seconds++)
        {
            after.Update(0, 1);
        }

        Assert.InRange(seconds, Math.Abs(percent) < 32 ? 155 : 270, Math.Abs(percent) < 32 ? 172 : 295);
    }

    private static bool After(DisagreementFlag flag, double percent)
    {
        for (int second = 0; second < 3600; second++)
        {
            flag.Update(percent, 1);
        }

        return flag.IsSet;
    }
}
