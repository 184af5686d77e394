using System.Text;
using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>Bodies of requests as text, for channels that are not behind a network.</summary>
public static class RequestText
{
    /// <summary>The whole body.</summary>
    public static string Of(IRequestBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var text = new StringBuilder();
        for (int k = 0; k < body.Parts; k++)
        {
            byte[] part = body.Part(k, out int length);
            text.Append(Encoding.UTF8.GetString(part, 0, length));
        }

        return text.ToString();
    }
}
