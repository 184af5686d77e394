using System.Numerics.Tensors;
using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Training;

/// <summary>AdamW steps on batches, each batch shared by two threads; the outcome does not depend on their timing.</summary>
internal sealed class BatchTrainer : IDisposable
{
    private const int Shares = 2;

    private readonly NetworkShape shape;
    private readonly TrainingOptions options;
    private readonly IBatchFeed[] feeds;
    private readonly NetworkPass[] passes;
    private readonly double[] losses = new double[Shares];
    private readonly float[] transposed, rounded;
    private readonly Barrier start = new(Shares), end = new(Shares);
    private readonly Thread helper;
    private volatile bool stopping;
    private FakeQuantization? quantization;

    public BatchTrainer(NetworkShape shape, TrainingOptions options, IBatchSource source)
    {
        if (options.BatchSize <= 0 || options.BatchSize % (Shares * MatrixProduct.BatchMultiple) != 0)
        {
            throw new ArgumentException($"The batch size must be a multiple of {Shares * MatrixProduct.BatchMultiple}.");
        }

        this.shape = shape;
        this.options = options;
        passes = [.. Enumerable.Range(0, Shares).Select(_ => new NetworkPass(shape, options.BatchSize / Shares, options.Dropout))];
        feeds = [.. Enumerable.Range(0, Shares).Select(share => source.Feed(share, options.BatchSize / Shares, options.Seed))];
        transposed = new float[shape.ParameterCount];
        rounded = options.QuantizationSteps > 0 ? new float[shape.ParameterCount] : [];
        var decay = new float[shape.ParameterCount];
        foreach (Range matrix in Parameters.Matrices(shape))
        {
            decay.AsSpan(matrix).Fill(options.WeightDecay);
        }

        Optimizer = new AdamW(Parameters.Initialize(shape, new Random(options.Seed)), decay, options.AverageDecay);
        helper = new Thread(Help) { IsBackground = true, Name = "training" };
        helper.Start();
    }

    /// <summary>The weights, their running average (less noisy, and what is kept), and what the steps remember.</summary>
    public AdamW Optimizer { get; }

    /// <summary>The states that a streaming network carries from step to step.</summary>
    public IEnumerable<float[]> States => passes.SelectMany(pass => pass.CarriedStates);

    /// <summary>Steps done, of both phases.</summary>
    public int StepsDone { get; private set; }

    /// <summary>
    /// Begins the second phase: from the weights given, at a tenth of the learning rate, with weights and activations rounded as int8 has
    /// them.
    /// </summary>
    public void StartQuantized(FakeQuantization quantization, float[] values)
    {
        Optimizer.Restart(values);
        Apply(quantization);
    }

    /// <summary>Takes a run up after some steps: the optimizer's state is the caller's to restore.</summary>
    /// <param name="stepsDone">Steps that the run had done.</param>
    /// <param name="states">The <see cref="States"/> that it had.</param>
    /// <param name="quantization">The grids of the second phase, where it had begun.</param>
    public void Resume(int stepsDone, IEnumerable<float[]> states, FakeQuantization? quantization)
    {
        // What the steps done were fed is drawn and thrown away, so that the next batches are those that would have come.
        Parallel.ForEach(feeds, feed => feed.Skip(stepsDone));
        foreach ((float[] state, float[] kept) in States.Zip(states))
        {
            kept.CopyTo(state, 0);
        }

        StepsDone = stepsDone;
        if (quantization is not null)
        {
            Apply(quantization);
        }
    }

    /// <summary>Trains one step; gives the mean loss of its batch.</summary>
    public double Step()
    {
        quantization?.Round(Optimizer.Values, rounded);
        NetworkPass.Transpose(shape, Weights, transposed);
        start.SignalAndWait();
        Work(0);
        end.SignalAndWait();
        float[] gradients = passes[0].Gradients;
        TensorPrimitives.Add(gradients, passes[1].Gradients, gradients);
        float norm = TensorPrimitives.Norm<float>(gradients);
        Optimizer.Step(gradients, norm > options.GradientNorm ? options.GradientNorm / norm : 1f, LearningRate);
        StepsDone++;
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

    private float[] Weights => quantization is null ? Optimizer.Values : rounded;

    private float LearningRate
    {
        get
        {
            int step = Optimizer.Steps;
            if (quantization is not null)
            {
                return options.LearningRate * 0.1f * HalfCosine(step / (double)options.QuantizationSteps);
            }

            return step < options.WarmUpSteps
                ? options.LearningRate * (step + 1) / options.WarmUpSteps
                : options.LearningRate
                    * HalfCosine((step - options.WarmUpSteps) / (double)Math.Max(1, options.Steps - options.WarmUpSteps));
        }
    }

    private static float HalfCosine(double progress) => (float)(0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress))));

    private void Apply(FakeQuantization grids)
    {
        quantization = grids;
        foreach (NetworkPass pass in passes)
        {
            pass.Quantization = grids;
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
        feeds[share].Fill(pass);
        losses[
            share] = pass.Backward(
                Weights, transposed, options.HuberDelta, options.BatchSize, new StepRandom(options.Seed, StepsDone, share));
        pass.CarryState();
    }
}
