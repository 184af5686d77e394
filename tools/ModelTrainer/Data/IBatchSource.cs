using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Data;

/// <summary>What training draws its batches from.</summary>
internal interface IBatchSource
{
    /// <summary>Whether there is too little to draw from.</summary>
    bool IsEmpty { get; }

    /// <summary>The part that fills one share of each batch; shares are filled on threads of their own.</summary>
    /// <param name="share">Which share, 0 for the first.</param>
    /// <param name="samples">Samples of a share.</param>
    /// <param name="seed">Seed of what is drawn.</param>
    IBatchFeed Feed(int share, int samples, int seed);

    /// <summary>Inputs to find int8 ranges with, as the quantiser takes them.</summary>
    IEnumerable<float[]> Calibration(int seed);
}

/// <summary>Fills one share of each batch; allocates nothing while it does.</summary>
internal interface IBatchFeed
{
    /// <summary>Fills input and targets of a pass for the next step, and restarts the states of samples that begin anew.</summary>
    void Fill(NetworkPass pass);

    /// <summary>Passes over what steps would have been filled with.</summary>
    void Skip(int steps);
}
