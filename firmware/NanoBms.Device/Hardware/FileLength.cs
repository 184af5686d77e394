namespace NanoBms.Device.Hardware
{
    /// <summary>What stands for a file's length where it has none to tell.</summary>
    public static class FileLength
    {
        /// <summary>There is no such file.</summary>
        public const int Absent = -1;

        /// <summary>There may be one: the storage does not tell.</summary>
        public const int Unreadable = -2;
    }
}
