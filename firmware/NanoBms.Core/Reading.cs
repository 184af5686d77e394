using NanoBms.Core.Arithmetic;

namespace NanoBms.Core
{
    /// <summary>
    /// One measurement of a cell or pack, rounded once to the resolution that is posted: 1 mV, 1 mA, 0.01 degC.
    /// Everything after the sensors uses these rounded values, so a channel that holds them reproduces what the device computed.
    /// </summary>
    public struct Reading
    {
        /// <summary>Largest magnitude of a rounded value: no battery has it.</summary>
        public const int Max = 2000000000;

        /// <summary>Voltage in millivolts.</summary>
        public int VoltageMilliV;

        /// <summary>Current in milliamperes, discharge negative.</summary>
        public int CurrentMilliA;

        /// <summary>Temperature in hundredths of a degree Celsius.</summary>
        public int TemperatureCentiC;

        /// <summary>
        /// Rounds physical values (V, A, degC) half away from zero. Beyond <see cref="Max"/> either way they are that; so is what is no
        /// number, so that nothing takes it for a measurement.
        /// </summary>
        public static Reading FromPhysical(float voltageV, float currentA, float temperatureC)
        {
            Reading reading;
            reading.VoltageMilliV = Round(voltageV * 1000f);
            reading.CurrentMilliA = Round(currentA * 1000f);
            reading.TemperatureCentiC = Round(temperatureC * 100f);
            return reading;
        }

        /// <summary>Voltage in volts: the float nearest to the rounded value, as parsing its decimal text gives.</summary>
        public float VoltageV
        {
            get { return VoltageMilliV / 1000f; }
        }

        /// <summary>Current in amperes, discharge negative.</summary>
        public float CurrentA
        {
            get { return CurrentMilliA / 1000f; }
        }

        /// <summary>Temperature in degrees Celsius.</summary>
        public float TemperatureC
        {
            get { return TemperatureCentiC / 100f; }
        }

        private static int Round(float value)
        {
            // What an int that cannot hold it becomes is each processor's own.
            return RealNumber.Round((float)RealNumber.Clamp(value, -Max, Max));
        }
    }
}
