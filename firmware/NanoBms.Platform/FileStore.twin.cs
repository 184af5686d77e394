using System;
using System.IO;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>Files in a folder of the computer.</summary>
    public sealed class FileStore : IFileStore
    {
        private readonly string folder;

        /// <summary>Files in a folder, which is made with the first of them.</summary>
        public FileStore(string folder)
        {
            this.folder = folder;
        }

        /// <inheritdoc/>
        public int Length(string name)
        {
            try
            {
                using FileStream stream = File.OpenRead(Path.Combine(folder, name));
                return (int)Math.Min(stream.Length, int.MaxValue);
            }
            catch (Exception exception) when (exception is FileNotFoundException || exception is DirectoryNotFoundException)
            {
                return FileLength.Absent;
            }
            catch (Exception exception) when (IsStorageFault(exception))
            {
                return FileLength.Unreadable;
            }
        }

        /// <inheritdoc/>
        public int Read(string name, int offset, byte[] buffer, int count)
        {
            try
            {
                using FileStream stream = File.OpenRead(Path.Combine(folder, name));
                stream.Position = offset;
                return stream.ReadAtLeast(buffer.AsSpan(0, count), count, throwOnEndOfStream: false);
            }
            catch (Exception exception) when (IsStorageFault(exception))
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
                File.Delete(Path.Combine(folder, name));
                return true;
            }
            catch (DirectoryNotFoundException)
            {
                return true;
            }
            catch (Exception exception) when (IsStorageFault(exception))
            {
                return false;
            }
        }

        private bool TryWrite(string name, FileMode mode, byte[] buffer, int count)
        {
            try
            {
                Directory.CreateDirectory(folder);
                using var stream = new FileStream(Path.Combine(folder, name), mode, FileAccess.Write);
                stream.Write(buffer, 0, count);
                stream.Flush(flushToDisk: true);
                return true;
            }
            catch (Exception exception) when (IsStorageFault(exception))
            {
                return false;
            }
        }

        private static bool IsStorageFault(Exception exception)
        {
            return exception is IOException || exception is UnauthorizedAccessException;
        }
    }
}
