namespace NanoBms.Device.Settings
{
    /// <summary>The address of a server, as every request can be made with it.</summary>
    internal static class ServerAddress
    {
        private const int MaxPort = 65535;

        /// <summary>Whether an address that begins with its scheme has a host, no port that cannot be, and a path without blanks.</summary>
        public static bool IsWhole(string url)
        {
            int host = url.IndexOf("://") + 3;
            int path = url.IndexOf('/', host);
            path = path < 0 ? url.Length : path;
            int colon = url.IndexOf(':', host);
            colon = colon < 0 || colon > path ? path : colon;
            return colon > host && IsName(url, host, colon) && IsPath(url, path) && (colon == path || IsPort(url, colon + 1, path));
        }

        /// <summary>Whether a part of a text is letters, digits, dots, hyphens and underscores.</summary>
        public static bool IsName(string text, int from, int to)
        {
            for (int k = from; k < to; k++)
            {
                char letter = text[k];
                if ((letter < '0' || letter > '9') && (letter < 'A' || letter > 'Z') && (letter < 'a' || letter > 'z') && letter != '.'
                    && letter != '-' && letter != '_')
                {
                    return false;
                }
            }

            return true;
        }

        private static bool IsPort(string url, int from, int to)
        {
            int port = 0;
            for (int k = from; k < to; k++)
            {
                if (url[k] < '0' || url[k] > '9' || port > MaxPort)
                {
                    return false;
                }

                port = port * 10 + url[k] - '0';
            }

            return port > 0 && port <= MaxPort;
        }

        private static bool IsPath(string url, int from)
        {
            for (int k = from; k < url.Length; k++)
            {
                if (url[k] <= ' ' || url[k] > '~' || "?#\"\\<>{}|^`".IndexOf(url[k]) >= 0)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
