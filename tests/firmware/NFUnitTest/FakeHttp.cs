using System.Text;
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

        /// <summary>Bytes of memory that its body took at a time.</summary>
        public int MaxBytes;

        /// <summary>Requests so far.</summary>
        public int Posts, Gets;

        /// <inheritdoc/>
        public HttpReply Post(string url, IRequestBody body)
        {
            Url = url;
            ContentType = body.ContentType;
            Body = "";
            MaxBytes = 0;
            for (int k = 0; k < body.Parts; k++)
            {
                int length;
                byte[] part = body.Part(k, out length);
                Body += Encoding.UTF8.GetString(part, 0, length);
                MaxBytes = MaxBytes < part.Length ? part.Length : MaxBytes;
            }

            Posts++;
            return Poison != null && Body.IndexOf(Poison) >= 0 ? Refusal : Reply;
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
