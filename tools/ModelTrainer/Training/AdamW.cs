namespace NanoBms.ModelTrainer.Training;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019) and a running average
/// of the weights. Moments are corrected for their start at zero.
/// </summary>
internal sealed class AdamW
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;

    private readonly float averageDecay;
    private readonly float[] decay;

    /// <param name="values">Weights to start from; kept and changed in place.</param>
    /// <param name="decay">Weight decay of each value, as a share of the learning rate.</param>
    /// <param name="averageDecay">Decay of the running average a step, below 1.</param>
    public AdamW(float[] values, float[] decay, float averageDecay)
    {
        Values = values;
        this.decay = decay;
        this.averageDecay = averageDecay;
        Averages = (float[])values.Clone();
        FirstMoment = new float[values.Length];
        SecondMoment = new float[values.Length];
    }

    /// <summary>The weights.</summary>
    public float[] Values { get; }

    /// <summary>Their running average.</summary>
    public float[] Averages { get; }

    /// <summary>Running mean of the gradients.</summary>
    public float[] FirstMoment { get; }

    /// <summary>Running mean of their squares.</summary>
    public float[] SecondMoment { get; }

    /// <summary>Steps made.</summary>
    public int Steps { get; private set; }

    /// <summary>Starts anew from other weights.</summary>
    public void Restart(float[] values) => Restore(0, values, values, new float[values.Length], new float[values.Length]);

    /// <summary>Takes up a kept state.</summary>
    public void Restore(int steps, float[] values, float[] averages, float[] firstMoment, float[] secondMoment)
    {
        Steps = steps;
        values.CopyTo(Values, 0);
        averages.CopyTo(Averages, 0);
        firstMoment.CopyTo(FirstMoment, 0);
        secondMoment.CopyTo(SecondMoment, 0);
    }

    /// <summary>One step down the gradients, which are multiplied by <paramref name="scale"/> first.</summary>
    public void Step(float[] gradients, float scale, float learningRate)
    {
        Steps++;
        float unbias1 = 1f / (1f - MathF.Pow(Beta1, Steps)), unbias2 = 1f / (1f - MathF.Pow(Beta2, Steps));

        // Early on the average must not remember the random start.
        float keep = MathF.Min(averageDecay, Steps / (Steps + 10f));
        for (int k = 0; k < gradients.Length; k++)
        {
            float gradient = gradients[k] * scale;
            FirstMoment[k] = Beta1 * FirstMoment[k] + (1f - Beta1) * gradient;
            SecondMoment[k] = Beta2 * SecondMoment[k] + (1f - Beta2) * gradient * gradient;
            float change = FirstMoment[k] * unbias1 / (MathF.Sqrt(SecondMoment[k] * unbias2) + Epsilon);
            Values[k] -= learningRate * (change + decay[k] * Values[k]);
            Averages[k] = keep * Averages[k] + (1f - keep) * Values[k];
        }
    }
}
