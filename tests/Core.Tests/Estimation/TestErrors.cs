namespace NanoBms.Core.Tests.Estimation;

/// <summary>Errors of a network for tests.</summary>
internal static class TestErrors
{
    /// <summary>One percent anywhere, for two minutes; at rest for an hour.</summary>
    public static ErrorTable Table { get; } = new()
    {
        SocEdgesPercent = [],
        TemperatureEdgesC = [],
        DeciPercent = [10, 10, 10],
        CorrelationS = [120f, 3600f, 120f],
        ScatterPercent = 0.2f,
        StartFactor = 3f,
    };
}
