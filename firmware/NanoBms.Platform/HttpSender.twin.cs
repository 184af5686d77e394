using System;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using NanoBms.Device;

namespace NanoBms.Platform
{
    /// <summary>HTTP and HTTPS with the root certificates of the operating system.</summary>
    public sealed class HttpSender : IHttp
    {
        private readonly HttpClient client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };

        /// <inheritdoc/>
        public HttpReply Post(string url, string contentType, string body)
        {
            HttpReply reply;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, url)
                {
                    Content = new StringContent(body, Encoding.UTF8, contentType),
                };
                using HttpResponseMessage response = client.Send(request);
                using var reader = new System.IO.StreamReader(response.Content.ReadAsStream());
                reply.Status = (int)response.StatusCode;
                reply.Body = reader.ReadToEnd();
            }
            catch (Exception exception) when (exception is HttpRequestException || exception is TaskCanceledException || exception is System.IO.IOException)
            {
                reply.Status = 0;
                reply.Body = "no reply (" + exception.Message + ")";
            }

            return reply;
        }
    }
}
