namespace NanoBms.Device.Hardware
{
    /// <summary>A folder of small files on the device's storage. Names have no folders. Nothing throws.</summary>
    public interface IFileStore
    {
        /// <summary>
        /// Bytes of a file; <see cref="FileLength.Absent"/> where there is none, <see cref="FileLength.Unreadable"/> where that cannot be
        /// told.
        /// </summary>
        int Length(string name);

        /// <summary>Reads from a place in a file on; the bytes read, -1 where that fails or there is no such file.</summary>
        /// <param name="name">File.</param>
        /// <param name="offset">Where to begin, bytes.</param>
        /// <param name="buffer">Receives the bytes from index 0 on.</param>
        /// <param name="count">Bytes wanted.</param>
        int Read(string name, int offset, byte[] buffer, int count);

        /// <summary>Adds bytes at the end of a file, which it makes where there is none; false where not all are on the storage.</summary>
        bool Append(string name, byte[] buffer, int count);

        /// <summary>Makes these bytes the whole file; false where not all are on the storage.</summary>
        bool Write(string name, byte[] buffer, int count);

        /// <summary>Removes a file; false where it is still there.</summary>
        bool Delete(string name);
    }
}
