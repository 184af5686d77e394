using System.Globalization;
using NanoBms.Core;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests;

public class ReadingTests
{
    [Fact]
    public void Rounded_values_equal_the_floats_that_parsing_the_posted_text_gives()
    {
        for (int milli = -20000; milli <= 20000; milli++)
        {
            var reading = new Reading { VoltageMilliV = milli };
            float parsed = float.Parse((milli / 1000m).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            Assert.Equal(parsed, reading.VoltageV);
        }
    }

    [Fact]
    public void Shared_data_is_where_the_helper_looks()
    {
        Assert.True(Directory.Exists(SharedData.Require("models")));
    }
}
