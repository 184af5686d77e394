using NanoBms.Device;

namespace NanoBms.DeviceTests
{
    /// <summary>A server that keeps the last request and gives the reply that was put there.</summary>
    public sealed class FakeHttp : IHttp
    {
        /// <summary>The next reply.</summary>
        public HttpReply Reply;

        /// <summary>The last request.</summary>
        public string Url = "", ContentType = "", Body = "";

        /// <inheritdoc/>
        public HttpReply Post(string url, string contentType, string body)
        {
            Url = url;
            ContentType = contentType;
            Body = body;
            return Reply;
        }

        /// <inheritdoc/>
        public HttpReply Get(string url)
        {
            Url = url;
            return Reply;
        }
    }
}
