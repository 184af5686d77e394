using System.Numerics.Tensors;
using NanoBms.ModelTrainer.Data;

namespace NanoBms.ModelTrainer.Training;

/// <summary>AdamW steps on batches, each batch shared by two threads; the outcome does not depend on their timing.</summary>
internal sealed class BatchTrainer : IDisposable
{
    private const int Shares = 2;
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;

    private readonly NetworkShape shape;
    private readonly TrainingOptions options;
    private readonly WindowSource source;
    private readonly NetworkPass[] passes;
    private readonly double[] losses = new double[Shares];
    private readonly float[] transposed, firstMoment, secondMoment;
    private readonly float[] decay;
    private readonly Random[] random;
    private readonly Barrier start = new(Shares), end = new(Shares);
    private readonly Thread helper;
    private volatile bool stopping;
    private int step;

    public BatchTrainer(NetworkShape shape, TrainingOptions options, WindowSource source)
    {
        if (options.BatchSize <= 0 || options.BatchSize % (Shares * MatrixProduct.BatchMultiple) != 0)
        {
            throw new ArgumentException($"The batch size must be a multiple of {Shares * MatrixProduct.BatchMultiple}.");
        }

        this.shape = shape;
        this.options = options;
        this.source = source;
        Values = Parameters.Initialize(shape, new Random(options.Seed));
        Averages = (float[])Values.Clone();
        passes = [.. Enumerable.Range(0, Shares).Select(_ => new NetworkPass(shape, options.BatchSize / Shares))];
        random = [.. Enumerable.Range(0, Shares).Select(share => new Random(options.Seed * Shares + share + 1000))];
        transposed = new float[shape.ParameterCount];
        firstMoment = new float[shape.ParameterCount];
        secondMoment = new float[shape.ParameterCount];
        decay = new float[shape.ParameterCount];
        foreach (Range matrix in Parameters.Matrices(shape))
        {
            decay.AsSpan(matrix).Fill(options.WeightDecay);
        }

        helper = new Thread(Help) { IsBackground = true, Name = "training" };
        helper.Start();
    }

    /// <summary>The weights as trained so far.</summary>
    public float[] Values { get; }

    /// <summary>Their running average: less noisy, and what is kept.</summary>
    public float[] Averages { get; }

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
        Update(gradients, norm > options.GradientNorm ? options.GradientNorm / norm : 1f);
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

    private void Update(float[] gradients, float scale)
    {
        float rate = LearningRate;
        step++;
        float unbias1 = 1f / (1f - MathF.Pow(Beta1, step)), unbias2 = 1f / (1f - MathF.Pow(Beta2, step));
        // Early on the average must not remember the random start.
        float keep = MathF.Min(options.AverageDecay, step / (step + 10f));
        for (int k = 0; k < gradients.Length; k++)
        {
            float gradient = gradients[k] * scale;
            firstMoment[k] = Beta1 * firstMoment[k] + (1f - Beta1) * gradient;
            secondMoment[k] = Beta2 * secondMoment[k] + (1f - Beta2) * gradient * gradient;
            float change = firstMoment[k] * unbias1 / (MathF.Sqrt(secondMoment[k] * unbias2) + Epsilon);
            Values[k] -= rate * (change + decay[k] * Values[k]);
            Averages[k] = keep * Averages[k] + (1f - keep) * Values[k];
        }
    }
}
