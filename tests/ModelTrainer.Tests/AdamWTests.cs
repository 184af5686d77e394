using NanoBms.ModelTrainer.Training;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>Steps worked out by hand from the published update rule.</summary>
public class AdamWTests
{
    [Fact]
    public void The_first_step_is_the_learning_rate_down_the_sign_of_the_gradient()
    {
        var optimizer = new AdamW([1f, -2f, 0.5f], new float[3], 0.9f);
        optimizer.Step([0.3f, -40f, 0f], 1f, 0.01f);

        Assert.Equal(0.99f, optimizer.Values[0], 1e-6f);
        Assert.Equal(-1.99f, optimizer.Values[1], 1e-6f);
        Assert.Equal(0.5f, optimizer.Values[2]);
    }

    [Fact]
    public void The_second_step_weighs_both_gradients()
    {
        // g = 1, then -0.5. m = 0.1, then 0.9 * 0.1 - 0.05 = 0.04; v = 0.001, then 0.999 * 0.001 + 0.00025 = 0.001249.
        // Corrected: 0.04 / 0.19 = 0.2105263; 0.001249 / 0.001999 = 0.6248124, root 0.7904508; quotient 0.2663370.
        var optimizer = new AdamW([0f], new float[1], 0.9f);
        optimizer.Step([1f], 1f, 0.1f);
        optimizer.Step([-0.5f], 1f, 0.1f);

        Assert.Equal(-0.1 - 0.0266337, optimizer.Values[0], 1e-6);
        Assert.Equal(2, optimizer.Steps);
    }

    [Fact]
    public void Decay_shrinks_weights_apart_from_the_gradient_and_only_where_it_is_set()
    {
        // Gradient 0: value - rate * decay * value = 2 - 0.1 * 0.5 * 2.
        var optimizer = new AdamW([2f, 2f], [0.5f, 0f], 0.9f);
        optimizer.Step([0f, 0f], 1f, 0.1f);

        Assert.Equal(1.9f, optimizer.Values[0], 1e-6f);
        Assert.Equal(2f, optimizer.Values[1]);
    }

    [Fact]
    public void Gradients_are_scaled_before_anything_else()
    {
        AdamW scaled = new([1f], new float[1], 0.9f), plain = new([1f], new float[1], 0.9f);
        foreach (float gradient in new[] { 4f, -1f, 2f })
        {
            scaled.Step([gradient], 0.25f, 0.1f);
            plain.Step([gradient * 0.25f], 1f, 0.1f);
        }

        Assert.Equal(plain.Values, scaled.Values);
    }

    [Fact]
    public void The_average_starts_at_the_newest_and_then_decays()
    {
        // Kept of the average: 1/11 at the first step, 2/12 at the second; the values are 0 - 0.1 and about -0.2 under a constant gradient.
        var optimizer = new AdamW([0f], new float[1], 0.998f);
        optimizer.Step([1f], 1f, 0.1f);
        Assert.Equal(-0.1 * 10 / 11, optimizer.Averages[0], 1e-6);
        optimizer.Step([1f], 1f, 0.1f);
        Assert.Equal((-0.1 * 10 / 11) * 2 / 12 - 0.2 * 10 / 12, optimizer.Averages[0], 1e-6);
    }
}
