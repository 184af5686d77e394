using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// A state of charge that is counted on from an anchor. Absolute estimates draw it slowly, because a sensor's offset adds up without
    /// end (20 mA on 2.9 Ah: 0.7 % an hour).
    /// </summary>
    public sealed class AnchoredCount
    {
        /// <summary>Time in seconds in which the difference to the absolute estimate falls to a third.</summary>
        public const float CorrectionS = 1800f;

        // Below 0 without an anchor.
        private double percent = -1.0;

        /// <summary>Whether there is a figure: false until the first anchor or estimate.</summary>
        public bool IsAnchored
        {
            get { return percent >= 0.0; }
        }

        /// <summary>State of charge, 0..100 percent; only where there is a figure.</summary>
        public float SocPercent
        {
            get { return (float)percent; }
        }

        /// <summary>Counts on from the anchor; nothing happens where there is none.</summary>
        /// <param name="change">Percent; a finite number.</param>
        public void Add(double change)
        {
            if (IsAnchored)
            {
                AnchorAt(percent + change);
            }
        }

        /// <summary>Takes an absolute estimate: the first one is the anchor, later ones correct slowly.</summary>
        /// <param name="estimatePercent">0..100 percent; nothing happens where it is no finite number.</param>
        /// <param name="sinceLastS">Seconds since the estimate before, 0 or above.</param>
        public void Correct(float estimatePercent, float sinceLastS)
        {
            if (!RealNumber.IsFinite(estimatePercent))
            {
                return;
            }

            if (!IsAnchored)
            {
                AnchorAt(estimatePercent);
            }
            else if (RealNumber.IsFinite(sinceLastS) && sinceLastS > 0f)
            {
                float share = sinceLastS / (CorrectionS + sinceLastS);
                AnchorAt(percent + (estimatePercent - percent) * share);
            }
        }

        /// <summary>Sets it.</summary>
        /// <param name="socPercent">State of charge, percent; a finite number.</param>
        public void AnchorAt(double socPercent)
        {
            percent = RealNumber.Clamp(socPercent, 0.0, 100.0);
        }

        /// <summary>Rounds it to single precision, as <see cref="Serialize"/> writes it.</summary>
        public void Round()
        {
            percent = (float)percent;
        }

        /// <summary>Forgets the anchor.</summary>
        public void Reset()
        {
            percent = -1.0;
        }

        /// <summary>Serialises all of it.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.SerializeRounded(ref percent);
        }
    }
}
