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
            return TryAppend(name, buffer, count);
        }

        /// <inheritdoc/>
        public bool Write(string name, byte[] buffer, int count)
        {
            // Under another name first: a power cut leaves the old file or the new one, and settings hold keys, for their owner alone.
            string path = Path.Combine(folder, name), made = path + ".new";
            try
            {
                Directory.CreateDirectory(folder);
                var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                }

                using (var stream = new FileStream(made, options))
                {
                    stream.Write(buffer, 0, count);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(made, path, overwrite: true);
                return true;
            }
            catch (Exception exception) when (IsStorageFault(exception))
            {
                return false;
            }
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

        private bool TryAppend(string name, byte[] buffer, int count)
        {
            try
            {
                Directory.CreateDirectory(folder);
                using var stream = new FileStream(Path.Combine(folder, name), FileMode.Append, FileAccess.Write);
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
