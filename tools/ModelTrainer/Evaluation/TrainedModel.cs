using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>A trained network, float and int8.</summary>
public sealed record TrainedModel(FloatNetwork Float, QuantizedNetwork Int8, Manifest Manifest, ErrorFigures Validation);
