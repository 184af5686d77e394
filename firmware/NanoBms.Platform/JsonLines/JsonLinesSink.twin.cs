using System;
using System.IO;
using System.Text;
using NanoBms.Device.Cloud;
using NanoBms.Device.Storage;

namespace NanoBms.Platform.JsonLines
{
    /// <summary>A file that gets a line of JSON for each entry, at its end; for programs of the same computer.</summary>
    public sealed class JsonLinesSink : IRecordSink
    {
        // The lines of the last writes, with room to spare: a line has less than 256 bytes.
        private const int TailBytes = 64 * 1024;

        private readonly string path;

        /// <summary>A file, which is made with the first entry.</summary>
        public JsonLinesSink(string path)
        {
            this.path = path;
        }

        /// <inheritdoc/>
        public string Name
        {
            get { return path; }
        }

        /// <inheritdoc/>
        public int MaxEntries
        {
            get { return UploadLoop.MaxEntries; }
        }

        /// <inheritdoc/>
        public int PeriodMs
        {
            get { return 1000; }
        }

        /// <inheritdoc/>
        public bool IsRemote
        {
            get { return false; }
        }

        /// <inheritdoc/>
        public bool CanAsk
        {
            get { return true; }
        }

        /// <inheritdoc/>
        public bool HasAnswered
        {
            get { return true; }
        }

        /// <inheritdoc/>
        public string LastReply { get; private set; } = "";

        /// <inheritdoc/>
        public SendOutcome Send(RecordQueue queue, int first, int entries)
        {
            var lines = new StringBuilder();
            for (int k = 0; k < entries; k++)
            {
                lines.Append(EntryLine.Of(queue.Batch(first + k), queue.NumberText(first + k))).Append('\n');
            }

            byte[] bytes = Encoding.UTF8.GetBytes(lines.ToString());
            try
            {
                using FileStream file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);

                // A write that a power cut broke off leaves half a line.
                byte[] tail = ReadTail(file);
                file.SetLength(file.Length - (tail.Length - 1 - Array.LastIndexOf(tail, (byte)'\n')));
                file.Seek(0, SeekOrigin.End);
                file.Write(bytes);
                file.Flush(flushToDisk: true);
                return SendOutcome.Accepted;
            }
            catch (Exception exception) when (IsFault(exception))
            {
                LastReply = exception.Message;
                return SendOutcome.Unknown;
            }
        }

        /// <inheritdoc/>
        public bool TryFind(RecordQueue queue, int entries, out int arrived)
        {
            arrived = 0;
            try
            {
                string tail = "";
                if (File.Exists(path))
                {
                    using FileStream file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                    tail = Encoding.UTF8.GetString(ReadTail(file));
                }

                for (int k = 0; k < entries; k++)
                {
                    arrived |= EntryLine.IsIn(tail, queue.Batch(k)) ? 1 << k : 0;
                }

                return true;
            }
            catch (Exception exception) when (IsFault(exception))
            {
                LastReply = exception.Message;
                return false;
            }
        }

        private static byte[] ReadTail(FileStream file)
        {
            var tail = new byte[Math.Min(file.Length, TailBytes)];
            file.Seek(-tail.Length, SeekOrigin.End);
            file.ReadExactly(tail);
            return tail;
        }

        private static bool IsFault(Exception exception)
        {
            return exception is IOException || exception is UnauthorizedAccessException;
        }
    }
}
