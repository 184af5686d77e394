using NanoBms.Device.Hardware;

namespace NanoBms.Device.Storage
{
    /// <summary>
    /// Reading that tells a file that is not there from one that cannot be read: a fault that lasts for a moment costs nothing, and no
    /// answer of a storage is believed that another one contradicts.
    /// </summary>
    public static class StoredFile
    {
        private const int Tries = 3;

        /// <summary>Bytes of a file, or a value of <see cref="FileLength"/>.</summary>
        public static int Length(IFileStore store, string name)
        {
            for (int k = 0; k < Tries; k++)
            {
                int length = store.Length(name);
                if (length >= 0)
                {
                    return length;
                }

                if (length == FileLength.Absent && store.Read(name, 0, new byte[1], 0) < 0)
                {
                    return FileLength.Absent;
                }
            }

            return FileLength.Unreadable;
        }

        /// <summary>
        /// Reads from a place in a file on: the bytes read, fewer than wanted at its end only; or a value of <see cref="FileLength"/>.
        /// </summary>
        public static int Read(IFileStore store, string name, int offset, byte[] buffer, int count)
        {
            for (int k = 0; k < Tries; k++)
            {
                int read = store.Read(name, offset, buffer, count);
                if (read == count)
                {
                    return read;
                }

                int length = Length(store, name);
                if (length == FileLength.Absent || (read >= 0 && length >= 0 && length <= offset + read))
                {
                    return length == FileLength.Absent ? length : read;
                }
            }

            return FileLength.Unreadable;
        }

        /// <summary>Reads a whole file; null where it cannot be read.</summary>
        /// <param name="store">The storage.</param>
        /// <param name="name">The file's name.</param>
        /// <param name="length">What <see cref="Length"/> says of it.</param>
        public static byte[] ReadWhole(IFileStore store, string name, int length)
        {
            if (length < 0)
            {
                return null;
            }

            var bytes = new byte[length];
            return Read(store, name, 0, bytes, length) == length ? bytes : null;
        }
    }
}
