using System;

namespace NanoBms.Core
{
    /// <summary>
    /// Running state as bytes, low byte first, to go on exactly from there later. A class serialises its fields in one method that serves
    /// both writing and reading, so that the two cannot differ.
    /// </summary>
    /// <remarks>
    /// What a restart needs is written each second: the class library's GetBytes would leave an array of garbage for each number.
    /// </remarks>
    public sealed class StateBuffer
    {
        // Bits of an IEEE 754 double's and single's exponents, and what they stand for more than each other.
        private const int DoubleMantissaBits = 52, MantissaBits = 23, MaxDoubleExponent = 0x7FF, MaxExponent = 0xFF, BiasDifference = 896;

        private readonly byte[] bytes;
        private readonly bool isReading;
        private int length;

        /// <summary>A buffer.</summary>
        /// <param name="bytes">What is written or read; null: only <see cref="Length"/> is counted.</param>
        /// <param name="isReading">Whether fields take what the bytes hold; otherwise the bytes take the fields.</param>
        public StateBuffer(byte[] bytes, bool isReading)
        {
            this.bytes = bytes;
            this.isReading = isReading;
        }

        /// <summary>Bytes written or read so far.</summary>
        public int Length
        {
            get { return length; }
        }

        /// <summary>
        /// Whether nothing is rounded: for who has room, and is to go on from here to the last digit. A device has no room.
        /// </summary>
        public bool IsExact { get; set; }

        /// <summary>Serialises 32 bits.</summary>
        public void Serialize(ref int value)
        {
            if (isReading)
            {
                value = BitConverter.ToInt32(bytes, length);
                length += 4;
            }
            else
            {
                Put(value);
            }
        }

        /// <summary>Serialises a number that fits in 8 bits, 0..255, in a byte.</summary>
        public void SerializeByte(ref int value)
        {
            var number = (byte)value;
            Serialize(ref number);
            value = number;
        }

        /// <summary>Serialises a number that fits in 16 bits, -32768..32767, in two bytes.</summary>
        public void SerializeShort(ref int value)
        {
            int low = value & 0xFF, high = (value >> 8) & 0xFF;
            SerializeByte(ref low);
            SerializeByte(ref high);
            value = (short)(low | (high << 8));
        }

        /// <summary>Serialises 64 bits.</summary>
        public void Serialize(ref long value)
        {
            if (isReading)
            {
                value = BitConverter.ToInt64(bytes, length);
                length += 8;
            }
            else
            {
                Put((int)value);
                Put((int)(value >> 32));
            }
        }

        /// <summary>Serialises a truth value, in a byte.</summary>
        public void Serialize(ref bool value)
        {
            var number = (byte)(value ? 1 : 0);
            Serialize(ref number);
            value = number != 0;
        }

        /// <summary>
        /// Serialises a number rounded to single precision; bit for bit where it <see cref="IsExact"/>. What is written stays as it is:
        /// where both sides are to go on from the same, it is rounded before.
        /// </summary>
        public void SerializeRounded(ref double value)
        {
            if (IsExact)
            {
                Serialize(ref value);
                return;
            }

            float rounded = (float)value;
            Serialize(ref rounded);
            value = isReading ? rounded : value;
        }

        /// <summary>
        /// Serialises a number as a multiple of a step, in two bytes or in one; bit for bit where it <see cref="IsExact"/>. What is written
        /// stays as it is.
        /// </summary>
        /// <param name="value">The number.</param>
        /// <param name="scale">How many steps there are in 1.</param>
        /// <param name="isSmall">Whether one byte is enough: -127..127 steps.</param>
        public void SerializeScaled(ref float value, float scale, bool isSmall)
        {
            if (IsExact)
            {
                Serialize(ref value);
                return;
            }

            float steps = value * scale, limit = isSmall ? sbyte.MaxValue : short.MaxValue;
            steps = steps < -limit ? -limit : steps < limit ? steps : limit;
            int whole = (int)(steps < 0f ? steps - 0.5f : steps + 0.5f);
            if (isSmall)
            {
                SerializeByte(ref whole);
                whole = (sbyte)whole;
            }
            else
            {
                SerializeShort(ref whole);
            }

            value = isReading ? whole / scale : value;
        }

        /// <summary>Serialises a number in single precision, bit for bit.</summary>
        public void Serialize(ref float value)
        {
            if (isReading)
            {
                value = BitConverter.ToSingle(bytes, length);
                length += 4;
            }
            else
            {
                Put(value);
            }
        }

        /// <summary>Serialises a number in double precision, bit for bit.</summary>
        public void Serialize(ref double value)
        {
            long bits = BitConverter.DoubleToInt64Bits(value);
            Serialize(ref bits);
            value = BitConverter.Int64BitsToDouble(bits);
        }

        /// <summary>Serialises numbers that fit in 8 bits, -128..127, a byte each.</summary>
        public void SerializeSmall(short[] values)
        {
            for (int k = 0; k < values.Length; k++)
            {
                var number = (byte)values[k];
                Serialize(ref number);
                values[k] = (sbyte)number;
            }
        }

        /// <summary>Serialises all numbers of an array.</summary>
        public void Serialize(float[] values)
        {
            for (int k = 0; k < values.Length; k++)
            {
                Serialize(ref values[k]);
            }
        }

        /// <summary>Serialises all numbers of an array.</summary>
        public void Serialize(short[] values)
        {
            for (int k = 0; k < values.Length; k++)
            {
                if (isReading)
                {
                    values[k] = BitConverter.ToInt16(bytes, length);
                    length += 2;
                }
                else
                {
                    PutByte(values[k]);
                    PutByte(values[k] >> 8);
                }
            }
        }

        private void Serialize(ref byte value)
        {
            if (isReading)
            {
                value = bytes[length];
                length++;
            }
            else
            {
                PutByte(value);
            }
        }

        private void Put(float value)
        {
            long bits = BitConverter.DoubleToInt64Bits(value);
            int sign = (int)(bits >> 32) & int.MinValue;
            int exponent = ((int)(bits >> DoubleMantissaBits) & MaxDoubleExponent) - BiasDifference;
            if (exponent > 0 && exponent < MaxExponent)
            {
                Put(sign | (exponent << MantissaBits) | ((int)(bits >> (DoubleMantissaBits - MantissaBits)) & ((1 << MantissaBits) - 1)));
            }
            else
            {
                // 0, and what has no exponent of its own: no state holds it for long.
                Put(value == 0f ? sign : BitConverter.ToInt32(BitConverter.GetBytes(value), 0));
            }
        }

        private void Put(int value)
        {
            for (int k = 0; k < 4; k++)
            {
                PutByte(value >> (8 * k));
            }
        }

        private void PutByte(int value)
        {
            if (bytes != null)
            {
                bytes[length] = (byte)value;
            }

            length++;
        }
    }
}
