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

    [Fact]
    public void It_is_handed_over_whole()
    {
        var before = new DisagreementFlag();
        After(before, -12.5);
        var bytes = new byte[5];
        before.Serialize(new StateBuffer(bytes, false));
        var after = new DisagreementFlag();
        after.Serialize(new StateBuffer(bytes, true));
        Assert.True(after.IsSet);
        Assert.Equal(12.5, after.DifferencePercent, 1e-3);
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
