using NanoBms.Core;
using NanoBms.Core.Arithmetic;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Running
{
    /// <summary>An output that is on while a value is beyond a limit, with hysteresis: off again only when it is well within.</summary>
    public sealed class Alarm
    {
        private readonly float limit, hysteresis;
        private readonly bool isUpper;
        private readonly IDigitalOutput output;

        /// <summary>An alarm, off.</summary>
        /// <param name="limit">On beyond this value.</param>
        /// <param name="hysteresis">Off when within the limit by more than this, 0 or above.</param>
        /// <param name="isUpper">Whether beyond means above; otherwise below.</param>
        /// <param name="output">What it drives; null: nothing.</param>
        public Alarm(float limit, float hysteresis, bool isUpper, IDigitalOutput output)
        {
            this.limit = limit;
            this.hysteresis = hysteresis;
            this.isUpper = isUpper;
            this.output = output;
            Drive();
        }

        /// <summary>An alarm, off, where there is a limit above 0; null otherwise.</summary>
        public static Alarm Make(float limit, float hysteresis, bool isUpper, IDigitalOutput output)
        {
            return RealNumber.IsPositive(limit) ? new Alarm(limit, hysteresis, isUpper, output) : null;
        }

        /// <summary>Whether it is on.</summary>
        public bool IsOn { get; private set; }

        /// <summary>Takes a value; true where the alarm went on or off. NaN says nothing: the alarm stays as it is.</summary>
        public bool Update(float value)
        {
            float within = isUpper ? limit - value : value - limit;
            bool isOn = within < 0f || (IsOn && within <= hysteresis);
            if (isOn == IsOn || float.IsNaN(value))
            {
                return false;
            }

            IsOn = isOn;
            Drive();
            return true;
        }

        /// <summary>Serialises whether it is on.</summary>
        public void Serialize(StateBuffer buffer)
        {
            bool isOn = IsOn;
            buffer.Serialize(ref isOn);
            IsOn = isOn;
        }

        private void Drive()
        {
            if (output != null)
            {
                output.Set(IsOn);
            }
        }
    }
}
