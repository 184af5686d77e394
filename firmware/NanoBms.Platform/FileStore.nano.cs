using System;
using System.IO;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>The ESP32's internal storage, I:\ (LittleFS: what a file holds changes as a whole when it is closed).</summary>
    public sealed class FileStore : IFileStore
    {
        private readonly string folder;

        /// <summary>Files in a folder, with a backslash at its end.</summary>
        public FileStore(string folder)
        {
            this.folder = folder;
        }

        /// <inheritdoc/>
        public int Length(string name)
        {
            try
            {
                string path = folder + name;
                if (!File.Exists(path))
                {
                    return FileLength.Absent;
                }

                using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read))
                {
                    return (int)stream.Length;
                }
            }
            catch (Exception)
            {
                // Out of memory, too, is no sign that there is no file.
                return FileLength.Unreadable;
            }
        }

        /// <inheritdoc/>
        public int Read(string name, int offset, byte[] buffer, int count)
        {
            try
            {
                string path = folder + name;
                if (!File.Exists(path))
                {
                    return -1;
                }

                using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read))
                {
                    stream.Seek(offset, SeekOrigin.Begin);
                    int total = 0, read = 1;
                    while (total < count && read > 0)
                    {
                        read = stream.Read(buffer, total, count - total);
                        total += read;
                    }

                    return total;
                }
            }
            catch (Exception)
            {
                return -1;
            }
        }

        /// <inheritdoc/>
        public bool Append(string name, byte[] buffer, int count)
        {
            return TryWrite(name, FileMode.Append, buffer, count);
        }

        /// <inheritdoc/>
        public bool Write(string name, byte[] buffer, int count)
        {
            return TryWrite(name, FileMode.Create, buffer, count);
        }

        /// <inheritdoc/>
        public bool Delete(string name)
        {
            try
            {
                string path = folder + name;
                if (File.Exists(path))
                {
                    File.Delete(path);
                }

                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }

        private bool TryWrite(string name, FileMode mode, byte[] buffer, int count)
        {
            try
            {
                using (var stream = new FileStream(folder + name, mode, FileAccess.Write))
                {
                    stream.Write(buffer, 0, count);
                    stream.Flush();
                }

                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }
    }
}
