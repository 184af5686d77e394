using System;
using System.Collections;
using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>
    /// A storage in memory. It can lose its power in the middle of a write: then the bytes up to there are on it, nothing after, and every
    /// further call fails until the power is back.
    /// </summary>
    public sealed class MemoryStore : IFileStore
    {
        private readonly ArrayList names = new ArrayList();
        private readonly ArrayList files = new ArrayList();

        /// <summary>Bytes that can still be written before the power goes.</summary>
        public int PowerAfterBytes = int.MaxValue;

        /// <summary>Whether writes fail, as on a full or worn-out flash.</summary>
        public bool RefusesWrites;

        /// <summary>The bytes of a file; null where there is none.</summary>
        public byte[] File(string name)
        {
            int at = names.IndexOf(name);
            return at < 0 ? null : (byte[])files[at];
        }

        /// <summary>Puts a file there.</summary>
        public void Put(string name, byte[] bytes)
        {
            int at = names.IndexOf(name);
            if (at < 0)
            {
                names.Add(name);
                files.Add(bytes);
            }
            else
            {
                files[at] = bytes;
            }
        }

        /// <inheritdoc/>
        public int Length(string name)
        {
            byte[] file = File(name);
            return PowerAfterBytes <= 0 ? FileLength.Unreadable : file == null ? FileLength.Absent : file.Length;
        }

        /// <inheritdoc/>
        public int Read(string name, int offset, byte[] buffer, int count)
        {
            byte[] file = File(name);
            if (PowerAfterBytes <= 0 || file == null)
            {
                return -1;
            }

            int read = file.Length - offset < count ? file.Length - offset : count;
            if (read <= 0)
            {
                return 0;
            }

            Array.Copy(file, offset, buffer, 0, read);
            return read;
        }

        /// <inheritdoc/>
        public bool Append(string name, byte[] buffer, int count)
        {
            return Put(name, File(name), buffer, count);
        }

        /// <inheritdoc/>
        public bool Write(string name, byte[] buffer, int count)
        {
            return Put(name, null, buffer, count);
        }

        /// <inheritdoc/>
        public bool Delete(string name)
        {
            int at = names.IndexOf(name);
            if (PowerAfterBytes <= 0 || RefusesWrites)
            {
                return false;
            }

            if (at >= 0)
            {
                names.RemoveAt(at);
                files.RemoveAt(at);
            }

            return true;
        }

        private bool Put(string name, byte[] before, byte[] buffer, int count)
        {
            if (PowerAfterBytes <= 0 || RefusesWrites)
            {
                return false;
            }

            int start = before == null ? 0 : before.Length;
            int written = count < PowerAfterBytes ? count : PowerAfterBytes;
            var file = new byte[start + written];
            if (start > 0)
            {
                Array.Copy(before, 0, file, 0, start);
            }

            Array.Copy(buffer, 0, file, start, written);
            Put(name, file);
            if (PowerAfterBytes != int.MaxValue)
            {
                PowerAfterBytes -= count;
            }

            return written == count && PowerAfterBytes > 0;
        }
    }
}
