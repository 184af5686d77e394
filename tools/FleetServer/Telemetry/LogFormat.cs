namespace NanoBms.FleetServer.Telemetry;

/// <summary>How lines of the log look.</summary>
public enum LogFormat
{
    /// <summary>A line for people.</summary>
    Line = 0,

    /// <summary>A JSON object a line, with what stands in the sentence as members of its own, and with the trace it belongs to.</summary>
    Json = 1,
}
