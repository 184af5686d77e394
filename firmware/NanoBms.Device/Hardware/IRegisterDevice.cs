namespace NanoBms.Device.Hardware
{
    /// <summary>
    /// A chip with registers on the I2C bus. How long a register is and which of its bytes comes first is the chip's own.
    /// </summary>
    public interface IRegisterDevice
    {
        /// <summary>Reads a register; false where the chip does not answer.</summary>
        /// <param name="frame">Holds the register's address at index 0; from index 1 on it receives the bytes as they come.</param>
        /// <param name="count">Bytes to read.</param>
        bool TryRead(byte[] frame, int count);

        /// <summary>Writes a register; false where the chip does not answer.</summary>
        /// <param name="frame">The register's address at index 0 and its bytes behind it, in the order in which they go.</param>
        /// <param name="count">Bytes to write behind the address.</param>
        bool TryWrite(byte[] frame, int count);
    }
}
