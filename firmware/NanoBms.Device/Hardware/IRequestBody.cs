namespace NanoBms.Device.Hardware
{
    /// <summary>
    /// The body of a request, made piece by piece while it is sent: as a whole it would take 4 KB of memory, twice, at the worst moment.
    /// </summary>
    public interface IRequestBody
    {
        /// <summary>Its content type.</summary>
        string ContentType { get; }

        /// <summary>Pieces it is made of.</summary>
        int Parts { get; }

        /// <summary>Makes a piece, the same bytes each time it is asked for.</summary>
        /// <param name="index">Its number, 0 the first.</param>
        /// <param name="length">How many of the bytes are it.</param>
        /// <returns>The bytes, until the next piece is made.</returns>
        byte[] Part(int index, out int length);
    }
}
