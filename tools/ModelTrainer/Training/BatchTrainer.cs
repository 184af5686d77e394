using System.Numerics.Tensors;
using NanoBms.ModelTrainer.Data;

namespace NanoBms.ModelTrainer.Training;

/// <summary>AdamW steps on batches, each batch shared by two threads; the outcome does not depend on their timing.</summary>
internal sealed class BatchTrainer : IDisposable
{
    private const int Shares = 2;

    private readonly NetworkShape shape;
    private readonly TrainingOptions options;
    private readonly WindowSource source;
    private readonly NetworkPass[] passes;
    private readonly double[] losses = new double[Shares];
    private readonly float[] transposed;
    private readonly AdamW optimizer;
    private readonly Random[] random;
    private readonly Barrier start = new(Shares), end = new(Shares);
    private readonly Thread helper;
    private volatile bool stopping;

    public BatchTrainer(NetworkShape shape, TrainingOptions options, WindowSource source)
    {
        if (options.BatchSize <= 0 || options.BatchSize % (Shares * MatrixProduct.BatchMultiple) != 0)
        {
            throw new ArgumentException($"The batch size must be a multiple of {Shares * MatrixProduct.BatchMultiple}.");
        }

        this.shape = shape;
        this.options = options;
        this.source = source;
        passes = [.. Enumerable.Range(0, Shares).Select(_ => new NetworkPass(shape, options.BatchSize / Shares))];
        random = [.. Enumerable.Range(0, Shares).Select(share => new Random(options.Seed * Shares + share + 1000))];
        transposed = new float[shape.ParameterCount];
        var decay = new float[shape.ParameterCount];
        foreach (Range matrix in Parameters.Matrices(shape))
        {
            decay.AsSpan(matrix).Fill(options.WeightDecay);
        }

        optimizer = new AdamW(Parameters.Initialize(shape, new Random(options.Seed)), decay, options.AverageDecay);
        helper = new Thread(Help) { IsBackground = true, Name = "training" };
        helper.Start();
    }

    /// <summary>The weights as trained so far.</summary>
    public float[] Values => optimizer.Values;

    /// <summary>Their running average: less noisy, and what is kept.</summary>
    public float[] Averages => optimizer.Averages;

    /// <summary>Trains one step; gives the mean loss of its batch.</summary>
    public double Step()
    {
        NetworkPass.Transpose(shape, Values, transposed);
        start.SignalAndWait();
        Work(0);
        end.SignalAndWait();
        float[] gradients = passes[0].Gradients;
        TensorPrimitives.Add(gradients, passes[1].Gradients, gradients);
        float norm = TensorPrimitives.Norm<float>(gradients);
        optimizer.Step(gradients, norm > options.GradientNorm ? options.GradientNorm / norm : 1f, LearningRate);
        return losses.Sum() / options.BatchSize;
    }

    public void Dispose()
    {
        stopping = true;
        start.SignalAndWait();
        helper.Join();
        start.Dispose();
        end.Dispose();
    }

    private float LearningRate
    {
        get
        {
            int step = optimizer.Steps;
            if (step < options.WarmUpSteps)
            {
                return options.LearningRate * (step + 1) / options.WarmUpSteps;
            }

            double progress = (step - options.WarmUpSteps) / (double)Math.Max(1, options.Steps - options.WarmUpSteps);
            return (float)(options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress))));
        }
    }

    private void Help()
    {
        while (true)
        {
            start.SignalAndWait();
            if (stopping)
            {
                return;
            }

            Work(1);
            end.SignalAndWait();
        }
    }

    private void Work(int share)
    {
        NetworkPass pass = passes[share];
        source.Fill(random[share], pass.Input, pass.Target);
        losses[share] = pass.Backward(Values, transposed, options.HuberDelta, options.BatchSize);
    }
}
