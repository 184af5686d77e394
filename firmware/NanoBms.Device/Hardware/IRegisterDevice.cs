namespace NanoBms.Device.Hardware
{
    /// <summary>A chip with 16-bit registers on the I2C bus, high byte first.</summary>
    public interface IRegisterDevice
    {
        /// <summary>Reads a register; false where the chip does not answer.</summary>
        /// <param name="register">Register address, 0..255.</param>
        /// <param name="value">0..65535.</param>
        bool TryRead(int register, out int value);

        /// <summary>Writes a register; false where the chip does not answer.</summary>
        /// <param name="register">Register address, 0..255.</param>
        /// <param name="value">0..65535.</param>
        bool TryWrite(int register, int value);
    }
}
