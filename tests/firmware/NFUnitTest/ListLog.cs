using System.Collections;
using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>A console that keeps its lines.</summary>
    public sealed class ListLog : ILog
    {
        private readonly ArrayList lines = new ArrayList();

        /// <summary>Lines there are.</summary>
        public int Count
        {
            get { return lines.Count; }
        }

        /// <summary>The line written last.</summary>
        public string Last
        {
            get { return (string)lines[lines.Count - 1]; }
        }

        /// <inheritdoc/>
        public void Write(string line)
        {
            lines.Add(line);
        }
    }
}
