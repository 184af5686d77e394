using System;
using System.IO;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>HTTP and HTTPS with the root certificates of the operating system, and those that the settings name.</summary>
    public sealed class HttpSender : IHttp
    {
        /// <summary>Bytes of a reply's body that are taken; the gauge's own server needs a thousandth of them.</summary>
        public const int MaxReplyBytes = 64 * 1024;

        private const int MaxHeaderKilobytes = 16, TimeoutS = 20;

        private readonly HttpClient client;
        private readonly TimeSpan timeout;

        /// <summary>A sender that gives a request 20 seconds, from the name's look-up to the reply's last byte.</summary>
        /// <param name="furtherRoots">Root certificates besides, as PEM; empty: none.</param>
        public HttpSender(string furtherRoots = "")
            : this(TimeSpan.FromSeconds(TimeoutS), furtherRoots)
        {
        }

        /// <summary>A sender.</summary>
        /// <param name="timeout">Time for a request, from the name's look-up to the reply's last byte.</param>
        /// <param name="furtherRoots">Root certificates besides, as PEM; empty: none.</param>
        public HttpSender(TimeSpan timeout, string furtherRoots = "")
        {
            this.timeout = timeout;

            // A redirect would hand the key to whoever is named.
            var handler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                MaxResponseHeadersLength = MaxHeaderKilobytes,
                UseCookies = false
            };
            if (furtherRoots.Length > 0)
            {
                var roots = new X509Certificate2Collection();
                roots.ImportFromPem(furtherRoots);
                handler.SslOptions.RemoteCertificateValidationCallback =
                    (_, certificate, chain, errors) => errors == SslPolicyErrors.None
                        || (errors == SslPolicyErrors.RemoteCertificateChainErrors && LeadsTo(roots, certificate, chain));
            }

            client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        }

        /// <summary>Whether a text holds certificates that can be used.</summary>
        public static bool CanRead(string pem)
        {
            try
            {
                var roots = new X509Certificate2Collection();
                roots.ImportFromPem(pem);
                return roots.Count > 0;
            }
            catch (CryptographicException)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public HttpReply Post(string url, string contentType, string body)
        {
            return Ask(HttpMethod.Post, url, new StringContent(body, Encoding.UTF8, contentType));
        }

        /// <inheritdoc/>
        public HttpReply Get(string url)
        {
            return Ask(HttpMethod.Get, url, null);
        }

        private HttpReply Ask(HttpMethod method, string url, HttpContent content)
        {
            var reply = new HttpReply();
            try
            {
                using var limit = new CancellationTokenSource(timeout);
                using var request = new HttpRequestMessage(method, url) { Content = content };
                using HttpResponseMessage response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                int status = (int)response.StatusCode;
                reply.Body = status >= 300 && status < 400 ? Target(response, url) : Read(response, limit.Token);
                reply.Status = status;
            }
            catch (Exception exception)
            {
                // Whatever it is: an address that cannot be is one too.
                reply.Body = "no reply ("
                    + (exception is OperationCanceledException ? "not within " + timeout.TotalSeconds + " s" : exception.Message) + ")";
            }

            return reply;
        }

        private static bool LeadsTo(X509Certificate2Collection roots, X509Certificate certificate, X509Chain sent)
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
            foreach (X509ChainElement element in sent.ChainElements)
            {
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            }

            // An authority of one's own seldom publishes what it revoked.
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            using var leaf = new X509Certificate2(certificate);
            return chain.Build(leaf);
        }

        private static string Target(HttpResponseMessage response, string url)
        {
            Uri target = response.Headers.Location;
            return target == null ? "nowhere" : new Uri(new Uri(url), target).AbsoluteUri;
        }

        /// <summary>What comes of the body in time, and no more than <see cref="MaxReplyBytes"/>.</summary>
        private static string Read(HttpResponseMessage response, CancellationToken limit)
        {
            var buffer = new byte[MaxReplyBytes];
            int length = 0;
            try
            {
                using Stream stream = response.Content.ReadAsStream(limit);
                int read = 1;
                while (read > 0 && length < buffer.Length)
                {
                    read = stream.ReadAsync(buffer, length, buffer.Length - length, limit).GetAwaiter().GetResult();
                    length += read;
                }
            }
            catch (Exception exception)
                when (exception is IOException || exception is HttpRequestException || exception is OperationCanceledException)
            {
                // Half a body: its reader knows what to make of it.
            }

            return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}
