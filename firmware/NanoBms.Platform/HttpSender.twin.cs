using System;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>HTTP and HTTPS with the root certificates of the operating system.</summary>
    public sealed class HttpSender : IHttp
    {
        private readonly HttpClient client = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };

        /// <inheritdoc/>
        public HttpReply Post(string url, string contentType, string body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url)
            {
                Content = new StringContent(body, Encoding.UTF8, contentType),
            };
            return Ask(request);
        }

        /// <inheritdoc/>
        public HttpReply Get(string url)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            return Ask(request);
        }

        private HttpReply Ask(HttpRequestMessage request)
        {
            HttpReply reply;
            try
            {
                using HttpResponseMessage response = client.Send(request);
                using var reader = new StreamReader(response.Content.ReadAsStream());
                reply.Status = (int)response.StatusCode;
                reply.Body = reader.ReadToEnd();
            }
            catch (Exception exception) when (exception is HttpRequestException || exception is TaskCanceledException || exception is IOException)
            {
                reply.Status = 0;
                reply.Body = "no reply (" + exception.Message + ")";
            }

            return reply;
        }
    }
}
