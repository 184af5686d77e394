namespace NanoBms.Device.Sensors
{
    /// <summary>What the sensors of a board give at a sample time, each its part. NaN: none gave it.</summary>
    public sealed class Measurement
    {
        /// <summary>Volts of the whole battery.</summary>
        public float VoltageV;

        /// <summary>Amperes; charge positive where the sensor is wired as the board of hardware/ has it.</summary>
        public float CurrentA;

        /// <summary>Temperature of the battery, degrees Celsius.</summary>
        public float TemperatureC;

        /// <summary>State of charge as a gauge chip has it, percent.</summary>
        public float SocPercent;

        /// <summary>Forgets what was given.</summary>
        public void Clear()
        {
            VoltageV = CurrentA = TemperatureC = SocPercent = float.NaN;
        }
    }
}
