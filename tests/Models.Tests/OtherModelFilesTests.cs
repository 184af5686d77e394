using System.Text;
using NanoBms.Foundation;
using NanoBms.Models.Files;
using NanoBms.TestSupport;
using static NanoBms.Models.Tests.KerasFiles;

namespace NanoBms.Models.Tests;

/// <summary>Files that people have beside their model, or instead of it: each is named, with the way to one that can be read.</summary>
public class OtherModelFilesTests
{
    private const string Keras = "load it in Python and save the Keras model: model.save('model.keras').";
    private const string Onnx =
        "is a damaged ONNX file, or one without its weights (no graph); export the model again into one file.";
    private const string Torch =
        "is no file that torch.save wrote; save the weights with torch.save(model.state_dict(), 'model.pt').";

    [Theory]
    [InlineData(
        "m.tflite", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n",
        "is a pointer of Git LFS, not the file itself; get the file with git lfs pull.")]
    [InlineData("m.bin", "\u0008\u0008\u0012\u000ctf2onnx 1.16", Onnx)]
    [InlineData(
        "saved_model.pb", "\u0008\u0001\u0012abcdefghijklmnop",
        "is a TensorFlow graph, which is not read; load its SavedModel folder in Python and convert it: "
            + "tf.lite.TFLiteConverter.from_saved_model(folder).")]
    [InlineData("m.pth", "abcdefghijklmnopqrstuvw", Torch)]
    [InlineData(
        "m.pkl", "\u0080\u0004\u0095abcdefghijklmnop",
        "is a Python pickle, not a model file (scalers go to --input-scaler and --output-scaler); " + Keras)]
    [InlineData(
        "m.json", "{\"class_name\": \"Sequential\"}",
        "is JSON: the model's form without its weights, or something else; save the whole model: model.save('model.keras').")]
    [InlineData("m.ckpt", "abcdefghijklmnopqrstuvw", "belongs to a TensorFlow checkpoint, which holds weights without a model; " + Keras)]
    [InlineData(
        "model_data.cc", "#include \"x.h\"\nconst unsigned char g_model[] = { 0x1c };",
        "is C source with a model in it; give the .tflite that it was made from.")]
    public void Files_of_other_programs(string name, string content, string sentence) =>
        Assert.Equal($"'{name}' {sentence}", Refusal(Encoding.Latin1.GetBytes(content), name));

    [Theory]
    [InlineData(
        "folder/saved_model.pb",
        "is a packed SavedModel folder; unpack it, load it in Python and convert it: tf.lite.TFLiteConverter.from_saved_model(folder).")]
    [InlineData(
        "model/data.pkl", "uses pickle operation 0x01 at byte 0, which weights do not need and which is not admitted; save the weights "
            + "again with torch.save(model.state_dict(), 'model.pt').")]
    [InlineData("soc.tflite", "is an archive of model files; unpack it and give one of them.")]
    public void Archives(string entry, string sentence) => Assert.Equal($"'m.zip' {sentence}", Refusal(Zip((entry, [1])), "m.zip"));

    [Fact]
    public void A_saved_model_folder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("saved_model.pb", [1]);
        Assert.Equal(
            $"'{folder.Root}' is a SavedModel folder, which is not read; load it in Python and convert it: "
                + "tf.lite.TFLiteConverter.from_saved_model(folder), or save it as .keras.",
            Assert.Throws<UserError>(() => ModelReader.Read(folder.Root)).Message);
    }

    private static string Refusal(byte[] bytes, string path) => Assert.Throws<UserError>(() => ModelReader.Read(bytes, path)).Message;
}
