using NanoBms.Core.Arithmetic;

namespace NanoBms.Core.Estimation
{
    /// <summary>
    /// A network from features to the state of charge, in whatever numbers it computes: a sample a period in, an estimate for the newest
    /// one out.
    /// </summary>
    /// <remarks>
    /// An estimate is taken in two steps, so that the second, which may take seconds, can run on another thread while samples go on coming.
    /// </remarks>
    public abstract class SocNetwork
    {
        private readonly ModelInfo info;

        /// <summary>A network without a sample.</summary>
        /// <param name="info">What it expects and gives.</param>
        protected SocNetwork(ModelInfo info)
        {
            this.info = info;
        }

        /// <summary>What the network expects and gives.</summary>
        public ModelInfo Info
        {
            get { return info; }
        }

        /// <summary>Samples needed before there is a first estimate.</summary>
        public int WindowLength
        {
            get { return info.Streaming ? 1 : info.TimeSteps; }
        }

        /// <summary>Samples held: 0..<see cref="WindowLength"/>.</summary>
        public abstract int BufferedSamples { get; }

        /// <summary>Takes the features of the next sample.</summary>
        /// <param name="features">Unscaled, one value each.</param>
        public abstract void Accept(float[] features);

        /// <summary>Keeps what an estimate at the newest sample needs; false while the window fills.</summary>
        public abstract bool TryCapture();

        /// <summary>
        /// State of charge at the sample of the last <see cref="TryCapture"/>, 0..100 percent. Not to be run twice at a time.
        /// </summary>
        public abstract float Infer();

        /// <summary>Forgets all samples.</summary>
        public abstract void Restart();

        /// <summary>Serialises the samples held; what the network itself remembers of others is not among them.</summary>
        public abstract void Serialize(StateBuffer buffer);

        /// <summary>The percentage that a network's output stands for. One without a scale shows nothing rather than a full cell.</summary>
        protected float ToPercent(float output)
        {
            return (float)RealNumber.Clamp(output * info.SocScale + info.SocOffset, 0.0, 100.0);
        }
    }
}
