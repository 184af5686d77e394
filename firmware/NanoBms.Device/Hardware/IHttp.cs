namespace NanoBms.Device.Hardware
{
    /// <summary>Posts to a server and asks it.</summary>
    public interface IHttp
    {
        /// <summary>Posts a body and waits for the reply, which no redirect is followed for; does not throw.</summary>
        HttpReply Post(string url, IRequestBody body);

        /// <summary>Asks for a resource and waits for the reply, which no redirect is followed for; does not throw.</summary>
        HttpReply Get(string url);
    }

    /// <summary>A server's reply.</summary>
    public struct HttpReply
    {
        /// <summary>HTTP status; 0 where there was no reply.</summary>
        public int Status;

        /// <summary>Body; where a redirect (3xx) leads to; or the reason why there was no reply.</summary>
        public string Body;
    }
}
