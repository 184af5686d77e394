using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Affine;

/// <summary>A scaling of each feature, which is folded into its neighbours before a network is quantised.</summary>
internal sealed class AffineKind : LayerKind<FloatAffine, NoQuantizedForm>
{
    public override IReadOnlyList<KerasClass> KerasClasses => AffineKeras.Classes;

    protected override string Describe(FloatAffine layer) => $"Scaling of {layer.Scale.Length} values";

    protected override LayerFacts Facts(NoQuantizedForm layer, LayerShape input, ActivationWidth width) => new("scaling", "", 0, 0);

    protected override FloatRun Run(FloatAffine layer) => new AffineFloatRun(layer);

    protected override void Write(FloatAffine layer, TfliteTarget target) => AffineTflite.Write(layer, target);
}
