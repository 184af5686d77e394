namespace NanoBms.Firmware.Tests.DeviceApi;

/// <summary>Assertions that show every line of what is wrong.</summary>
internal static class Complaint
{
    /// <summary>Fails with all lines where there are any.</summary>
    public static void None(IEnumerable<string> lines)
    {
        string text = string.Join("\n", lines);
        if (text.Length > 0)
        {
            Assert.Fail(text);
        }
    }
}
