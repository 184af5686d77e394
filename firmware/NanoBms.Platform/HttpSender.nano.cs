using System;
using System.IO;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NanoBms.Device;

namespace NanoBms.Platform
{
    /// <summary>HTTP and HTTPS; a server's certificate must chain to one of <see cref="RootCertificates"/>.</summary>
    public sealed class HttpSender : IHttp
    {
        private const int TimeoutMs = 20000;
        private const int LongestReply = 512;

        private readonly X509Certificate roots = new X509Certificate(RootCertificates.Pem);

        /// <inheritdoc/>
        public HttpReply Post(string url, string contentType, string body)
        {
            HttpReply reply;
            try
            {
                byte[] bytes = Encoding.UTF8.GetBytes(body);
                using (var request = (HttpWebRequest)WebRequest.Create(url))
                {
                    request.Method = "POST";
                    request.ContentType = contentType;
                    request.ContentLength = bytes.Length;
                    request.KeepAlive = false;
                    request.Timeout = TimeoutMs;
                    request.ReadWriteTimeout = TimeoutMs;
                    request.HttpsAuthentCert = roots;
                    using (Stream stream = request.GetRequestStream())
                    {
                        stream.Write(bytes, 0, bytes.Length);
                    }

                    using (var response = (HttpWebResponse)request.GetResponse())
                    {
                        reply.Status = (int)response.StatusCode;
                        reply.Body = Read(response);
                    }
                }
            }
            catch (Exception exception)
            {
                reply.Status = 0;
                reply.Body = "no reply (" + exception.GetType().Name + " " + exception.Message + ")";
            }

            return reply;
        }

        private static string Read(WebResponse response)
        {
            var buffer = new byte[LongestReply];
            int length = 0;
            using (Stream stream = response.GetResponseStream())
            {
                int read = 1;
                while (read > 0 && length < buffer.Length)
                {
                    read = stream.Read(buffer, length, buffer.Length - length);
                    length += read;
                }
            }

            return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}
