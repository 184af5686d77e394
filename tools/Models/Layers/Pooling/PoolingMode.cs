namespace NanoBms.Models.Layers.Pooling;

/// <summary>What of a sequence goes on, value by value.</summary>
public enum PoolingMode
{
    /// <summary>The mean over the time steps.</summary>
    Mean,

    /// <summary>The largest of the time steps.</summary>
    Max,

    /// <summary>The last time step.</summary>
    Last,
}
