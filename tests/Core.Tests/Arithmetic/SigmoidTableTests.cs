using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Tests.Arithmetic;

public class SigmoidTableTests
{
    [Fact]
    public void Every_entry_follows_the_formula_in_its_remarks()
    {
        ushort[] table = SigmoidTable.Create();
        Assert.Equal(256, table.Length);
        Assert.Equal(65535, table[255]);
        for (int i = 0; i < 255; i++)
        {
            double s = 1 / (1 + Math.Exp(-i / 24.0));
            double curvature = s * (1 - s) * (1 - (2 * s));
            Assert.Equal((int)Math.Round(65536 * (s - (curvature / (16 * 576)))), table[i]);
        }
    }
}
