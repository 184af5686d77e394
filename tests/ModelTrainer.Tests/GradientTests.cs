using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>The passes against the plain network in double precision: outputs, loss, and all gradients by central differences.</summary>
public class GradientTests
{
    private const int Batch = 32, Features = 3, Window = 4;

    [Theory]
    [InlineData("5", "")]
    [InlineData("6,4", "3")]
    [InlineData("7,5,3", "4,2")]
    public void All_gradients_are_those_of_central_differences(string lstm, string dense)
    {
        var shape = new NetworkShape(Features, Window, Sizes(lstm), Sizes(dense));
        float[] parameters = RandomParameters(shape);
        NetworkPass pass = RandomPass(shape);
        var transposed = new float[shape.ParameterCount];
        NetworkPass.Transpose(shape, parameters, transposed);

        // Half of the errors lie beyond the delta, so both branches of the loss count.
        const float delta = 0.3f;
        double loss = pass.Backward(parameters, transposed, delta, Batch) / Batch;

        AssertGradients(shape, parameters, pass, delta, loss, null);
    }

    [Theory]
    [InlineData("5", "")]
    [InlineData("6,4", "3")]
    public void Streaming_gradients_are_those_of_all_outputs_with_the_carried_state_given(string lstm, string dense)
    {
        var shape = new NetworkShape(Features, Window, Sizes(lstm), Sizes(dense), streaming: true);
        float[] parameters = RandomParameters(shape);
        NetworkPass pass = RandomPass(shape);
        var random = new Random(6);
        float[][] states = [.. pass.CarriedStates];
        foreach (float[] state in states)
        {
            for (int k = 0; k < state.Length; k++)
            {
                state[k] = 2f * random.NextSingle() - 1f;
            }
        }

        // Some outputs do not count, some more than others.
        pass.Weight[5] = pass.Weight[2 * Batch + 7] = 0f;
        pass.Weight[8] = 4f;
        var transposed = new float[shape.ParameterCount];
        NetworkPass.Transpose(shape, parameters, transposed);
        const float delta = 0.3f;
        double loss = pass.Backward(parameters, transposed, delta, Batch) / Batch;

        AssertGradients(shape, parameters, pass, delta, loss, states);
    }

    [Fact]
    public void Passes_that_carry_the_state_give_what_one_long_pass_gives_until_it_restarts()
    {
        const int passes = 3;
        var shape = new NetworkShape(Features, Window, [7, 5], [4], streaming: true);
        float[] parameters = RandomParameters(shape);
        var random = new Random(7);
        float[] all = [.. Enumerable.Range(0, passes * Window * Features * Batch).Select(_ => 2f * random.NextSingle() - 1f)];
        double[] exact = [.. parameters.Select(value => (double)value)];
        var pass = new NetworkPass(shape, Batch);
        int length = Window * Features * Batch;
        for (int index = 0; index < passes; index++)
        {
            // Sample 3 is powered up anew before the last pass.
            if (index == passes - 1)
            {
                pass.RestartState(3);
            }

            all.AsSpan(index * length, length).CopyTo(pass.Input);
            pass.Forward(parameters);
            pass.CarryState();
            for (int sample = 0; sample < Batch; sample++)
            {
                bool restarted = sample == 3 && index == passes - 1;
                float[] seen = all[((restarted ? index : 0) * length)..((index + 1) * length)];
                double[] expected = ReferenceNetwork.Outputs(shape, exact, seen, Batch, sample);
                for (int step = 0; step < Window; step++)
                {
                    Assert.Equal(expected[^(Window - step)], pass.Output[step * Batch + sample], 1e-5);
                }
            }
        }
    }

    [Fact]
    public void Outputs_are_those_of_the_plain_network()
    {
        var shape = new NetworkShape(Features, Window, [9, 4], [5]);
        float[] parameters = RandomParameters(shape);
        NetworkPass pass = RandomPass(shape);
        pass.Forward(parameters);

        double[] exact = [.. parameters.Select(value => (double)value)];
        for (int sample = 0; sample < Batch; sample++)
        {
            Assert.Equal(ReferenceNetwork.Output(shape, exact, pass.Input, Batch, sample), pass.Output[sample], 1e-5);
        }
    }

    [Fact]
    public void Dropout_leaves_out_its_share_and_its_gradients_are_those_of_the_network_that_is_left()
    {
        // A linear head on one LSTM: the output layer's gradient is error times what the mask lets through.
        var shape = new NetworkShape(Features, Window, [200], []);
        float[] parameters = RandomParameters(shape);
        var transposed = new float[shape.ParameterCount];
        NetworkPass.Transpose(shape, parameters, transposed);
        NetworkPass plain = RandomPass(shape), dropped = RandomPass(shape, dropout: 0.4f);
        plain.Backward(parameters, transposed, 100f, Batch);
        dropped.Backward(parameters, transposed, 100f, Batch, new StepRandom(1, 2, 3));
        plain.Forward(parameters);
        float[] withoutDropout = [.. plain.Output];

        Assert.NotEqual(withoutDropout, dropped.Output.ToArray());
        dropped.Forward(parameters);
        Assert.Equal(withoutDropout, dropped.Output.ToArray());

        // The same step draws the same mask, another step another.
        float[] first = [.. dropped.Gradients];
        dropped.Backward(parameters, transposed, 100f, Batch, new StepRandom(1, 2, 3));
        Assert.Equal(first, dropped.Gradients);
        dropped.Backward(parameters, transposed, 100f, Batch, new StepRandom(1, 3, 3));
        Assert.NotEqual(first, dropped.Gradients);
    }

    [Fact]
    public void Dropout_everywhere_at_the_same_mask_is_differentiated_rightly()
    {
        // Central differences through the pass itself, in single precision: loose, but blind to no missing mask.
        var shape = new NetworkShape(Features, Window, [6, 4], [3]);
        float[] parameters = RandomParameters(shape);
        var transposed = new float[shape.ParameterCount];
        NetworkPass pass = RandomPass(shape, dropout: 0.3f);
        double Loss()
        {
            NetworkPass.Transpose(shape, parameters, transposed);
            return pass.Backward(parameters, transposed, 100f, Batch, new StepRandom(5, 6, 0)) / Batch;
        }

        Loss();
        float[] gradients = [.. pass.Gradients];
        for (int k = 0; k < parameters.Length; k++)
        {
            float kept = parameters[k];
            parameters[k] = kept + 1e-2f;
            double above = Loss();
            parameters[k] = kept - 1e-2f;
            double below = Loss();
            parameters[k] = kept;
            double expected = (above - below) / 2e-2;
            Assert.True(
                Math.Abs(expected - gradients[k]) < 1e-3 + 0.02 * Math.Abs(expected),
                $"{Name(shape, k)}: {gradients[k]} instead of {expected}");
        }
    }

    [Fact]
    public void A_share_of_a_batch_gives_its_part_of_the_mean_gradient()
    {
        var shape = new NetworkShape(Features, Window, [4], []);
        float[] parameters = RandomParameters(shape);
        var transposed = new float[shape.ParameterCount];
        NetworkPass.Transpose(shape, parameters, transposed);
        NetworkPass pass = RandomPass(shape);
        pass.Backward(parameters, transposed, 1f, Batch);
        float[] whole = [.. pass.Gradients];
        pass.Backward(parameters, transposed, 1f, 4 * Batch);

        for (int k = 0; k < whole.Length; k++)
        {
            Assert.Equal(whole[k] / 4, pass.Gradients[k], 1e-7f);
        }
    }

    private static void AssertGradients(
        NetworkShape shape, float[] parameters, NetworkPass pass, double delta, double loss, float[][]? states)
    {
        double[] exact = [.. parameters.Select(value => (double)value)];
        Assert.Equal(ReferenceNetwork.Loss(shape, exact, pass.Input, pass.Target, pass.Weight, delta, states), loss, 1e-6);
        for (int k = 0; k < exact.Length; k++)
        {
            const double step = 1e-5;
            double kept = exact[k];
            exact[k] = kept + step;
            double above = ReferenceNetwork.Loss(shape, exact, pass.Input, pass.Target, pass.Weight, delta, states);
            exact[k] = kept - step;
            double below = ReferenceNetwork.Loss(shape, exact, pass.Input, pass.Target, pass.Weight, delta, states);
            exact[k] = kept;
            double expected = (above - below) / (2 * step);
            Assert.True(
                Math.Abs(expected - pass.Gradients[k]) < 2e-6 + 1e-4 * Math.Abs(expected),
                $"{Name(shape, k)}: {pass.Gradients[k]} instead of {expected}");
        }
    }

    internal static float[] RandomParameters(NetworkShape shape)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, shape.ParameterCount).Select(_ => 1.6f * random.NextSingle() - 0.8f)];
    }

    private static NetworkPass RandomPass(NetworkShape shape, float dropout = 0f)
    {
        var random = new Random(4);
        var pass = new NetworkPass(shape, Batch, dropout);
        for (int k = 0; k < pass.Input.Length; k++)
        {
            pass.Input[k] = 2f * random.NextSingle() - 1f;
        }

        for (int k = 0; k < pass.Target.Length; k++)
        {
            pass.Target[k] = 1.5f * random.NextSingle() - 0.5f;
        }

        return pass;
    }

    private static int[] Sizes(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    private static string Name(NetworkShape shape, int index)
    {
        bool In(Range range) => index >= range.Start.Value && index < range.End.Value;
        for (int k = 0; k < shape.Lstm.Count; k++)
        {
            LstmPlace place = shape.Lstm[k];
            if (In(place.Start..place.End))
            {
                return $"LSTM {k}, {(In(place.Kernel) ? "kernel" : In(place.Recurrent) ? "recurrent kernel" : "bias")}, value "
                    + $"{index - place.Start}";
            }
        }

        int dense = shape.Dense.FindIndex(place => In(place.Start..place.End));
        return $"dense {dense}, {(In(shape.Dense[dense].Kernel) ? "kernel" : "bias")}, value {index - shape.Dense[dense].Start}";
    }
}
