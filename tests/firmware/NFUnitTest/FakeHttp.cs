using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>A server that keeps the last request and gives the replies that were put there.</summary>
    public sealed class FakeHttp : IHttp
    {
        /// <summary>The next reply to a post.</summary>
        public HttpReply Reply;

        /// <summary>The next reply to a question.</summary>
        public HttpReply Answer;

        /// <summary>What a post must hold to get <see cref="Refusal"/> instead; null: nothing.</summary>
        public string Poison;

        /// <summary>The reply to such a post.</summary>
        public HttpReply Refusal;

        /// <summary>The last request.</summary>
        public string Url = "", ContentType = "", Body = "";

        /// <summary>Requests so far.</summary>
        public int Posts, Gets;

        /// <inheritdoc/>
        public HttpReply Post(string url, string contentType, string body)
        {
            Url = url;
            ContentType = contentType;
            Body = body;
            Posts++;
            return Poison != null && body.IndexOf(Poison) >= 0 ? Refusal : Reply;
        }

        /// <inheritdoc/>
        public HttpReply Get(string url)
        {
            Url = url;
            Gets++;
            return Answer;
        }
    }
}
