using System;

namespace NanoBms.Core.Estimation
{
    /// <summary>The last N quantised samples, oldest first, as a model takes them.</summary>
    public sealed class SampleWindow
    {
        private readonly int length, width;
        private readonly short[] values;
        private int count;

        /// <summary>An empty window of <paramref name="length"/> samples of <paramref name="width"/> values.</summary>
        public SampleWindow(int length, int width)
        {
            this.length = length;
            this.width = width;
            values = new short[length * width];
        }

        /// <summary>Samples held: 0..Length.</summary>
        public int Count
        {
            get { return count; }
        }

        /// <summary>Samples of a full window.</summary>
        public int Length
        {
            get { return length; }
        }

        /// <summary>True when <see cref="Values"/> may be given to the model.</summary>
        public bool IsFull
        {
            get { return count == length; }
        }

        /// <summary>Length x width values, row-major; complete only when <see cref="IsFull"/>. Read only.</summary>
        public short[] Values
        {
            get { return values; }
        }

        /// <summary>Makes room for the next sample and tells the index in <see cref="Values"/> where its values go.</summary>
        public int Advance()
        {
            if (count < length)
            {
                count++;
            }
            else
            {
                Array.Copy(values, width, values, 0, (length - 1) * width);
            }

            return (count - 1) * width;
        }

        /// <summary>Empties the window.</summary>
        public void Clear()
        {
            count = 0;
        }

        /// <summary>Serialises the samples.</summary>
        /// <param name="buffer">Takes or gives them.</param>
        /// <param name="isSmall">Whether all values fit in 8 bits.</param>
        public void Serialize(StateBuffer buffer, bool isSmall)
        {
            buffer.Serialize(ref count);
            if (isSmall)
            {
                buffer.SerializeSmall(values);
            }
            else
            {
                buffer.Serialize(values);
            }
        }
    }
}
