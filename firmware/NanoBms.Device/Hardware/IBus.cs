namespace NanoBms.Device.Hardware
{
    /// <summary>The bus that the sensors sit on.</summary>
    public interface IBus
    {
        /// <summary>
        /// Brings a stuck bus back: clocks a chip that holds the data line until it lets go (I2C specification UM10204, section 3.1.16) and
        /// sets the controller up anew. Does not throw.
        /// </summary>
        void Recover();
    }
}
