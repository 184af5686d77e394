using NanoBms.PackSimulator.Hosting;

namespace NanoBms.PackSimulator.Tests.Hosting;

public class StatusLineTests
{
    [Theory]
    [InlineData(14, "page a b end")]
    [InlineData(12, "page a b end")]
    [InlineData(11, "page b end")]
    [InlineData(9, "b end")]
    [InlineData(4, " end")]
    [InlineData(0, " end")]
    public void What_has_no_room_goes_by_its_weight_and_the_weightiest_stays(int room, string line)
    {
        Assert.Equal(line, StatusLine.Fitting(room, new("page ", 2), new("a ", 1), new("b", 3), new(" end", 4)));
    }
}
