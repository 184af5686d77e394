using NanoBms.Core.Features;

namespace NanoBms.Core.Tests.Features;

public class FeatureQuantizerTests
{
    [Fact]
    public void Features_stand_one_after_the_other_from_where_they_are_to()
    {
        var quantizer = new FeatureQuantizer(Info([1f, 2f, 1f], [0f, 0f, -3f]));
        short[] quantized = [7, 7, 7, 7, 7];
        quantizer.Quantize([1f, 2f, 3f], quantized, 1);
        Assert.Equal([7, 1, 4, 0, 7], quantized);
    }

    [Theory]
    [InlineData(3, 3, true)]
    [InlineData(2, 3, false)]
    [InlineData(3, 4, false)]
    [InlineData(0, 3, false)]
    [InlineData(3, 0, false)]
    public void Each_feature_has_a_factor_and_an_offset(int factors, int offsets, bool isTaken)
    {
        // 0: there is no array.
        float[]? scale = factors == 0 ? null : new float[factors], offset = offsets == 0 ? null : new float[offsets];
        Exception? refusal = Record.Exception(() => new FeatureQuantizer(Info(scale, offset)));
        if (isTaken)
        {
            Assert.Null(refusal);
        }
        else
        {
            Assert.IsType<ArgumentException>(refusal);
        }
    }

    private static ModelInfo Info(float[]? scale, float[]? offset) =>
        new() { InputSize = 3, InputScale = 1f, FeatureScale = scale, FeatureOffset = offset };
}
