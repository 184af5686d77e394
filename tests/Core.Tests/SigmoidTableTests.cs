namespace NanoBms.Core.Tests;

public class SigmoidTableTests
{
    [Fact]
    public void Every_entry_follows_the_formula_in_its_remarks()
    {
        Assert.Equal(65535, SigmoidTable.Value(255));
        for (int i = 0; i < 255; i++)
        {
            double s = 1 / (1 + Math.Exp(-i / 24.0));
            double curvature = s * (1 - s) * (1 - (2 * s));
            Assert.Equal((int)Math.Round(65536 * (s - (curvature / (16 * 576)))), SigmoidTable.Value(i));
        }
    }
}
