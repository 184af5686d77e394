using NanoBms.Device.Running;

namespace NanoBms.Device.Tests.Running;

public sealed class PacerTests
{
    [Fact]
    public void A_late_step_does_not_move_the_next_ones()
    {
        var pacer = new Pacer(1000, 5000);
        Assert.Equal(990, pacer.NextWaitMs(5010));
        Assert.Equal(300, pacer.NextWaitMs(6700));
        Assert.Equal(1000, pacer.NextWaitMs(7000));
    }

    [Fact]
    public void A_step_less_than_a_period_late_is_taken_at_once()
    {
        var pacer = new Pacer(1000, 0);
        Assert.Equal(0, pacer.NextWaitMs(1999));
        Assert.Equal(1, pacer.NextWaitMs(1999));
    }

    [Fact]
    public void Steps_missed_altogether_are_left_out()
    {
        var pacer = new Pacer(1000, 0);
        Assert.Equal(0, pacer.NextWaitMs(60500));
        Assert.Equal(490, pacer.NextWaitMs(60510));
    }
}
