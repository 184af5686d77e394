using System.Text;
using NanoBms.Foundation;

namespace NanoBms.Models.Pickles;

/// <summary>
/// The classes and functions of Python that a pickle may name, and what stands for their objects: those of scalers, where nothing else is
/// said.
/// </summary>
internal class PickleClasses(string source)
{
    /// <summary>joblib's description of an array, behind which the array itself stands.</summary>
    public const string ArrayWrapper = "NumpyArrayWrapper";

    /// <summary>The file's name, for messages.</summary>
    protected string Source => source;

    /// <summary>What is read, in words.</summary>
    public virtual string What => "scalers";

    /// <summary>Whether it may name objects that are filed elsewhere.</summary>
    public virtual bool KnowsFiled => false;

    /// <summary>What to do about a file that does not hold what is needed.</summary>
    public virtual string Instead => "save the scaler again with joblib.dump or pickle.dump";

    /// <summary>Knows a class or function by name, or refuses the file.</summary>
    /// <exception cref="UserError">It is not on the list.</exception>
    public virtual PickleClass Admit(string module, string name)
    {
        bool known = (module, name) switch
        {
            ("sklearn.preprocessing._data" or "sklearn.preprocessing.data", "MinMaxScaler" or "StandardScaler") => true,
            ("numpy.core.multiarray" or "numpy._core.multiarray", "_reconstruct" or "scalar") => true,
            ("numpy.core.numeric" or "numpy._core.numeric", "_frombuffer") => true,
            ("numpy", "ndarray" or "dtype") => true,
            ("joblib.numpy_pickle" or "sklearn.externals.joblib.numpy_pickle", ArrayWrapper) => true,
            ("copy_reg" or "copyreg", "_reconstructor") => true,
            ("__builtin__" or "builtins", "object" or "bytes" or "bytearray") => true,
            ("_codecs", "encode") => true,
            ("collections", "OrderedDict") => true,
            _ => false,
        };
        return known
            ? new PickleClass(module, name)
            : throw new UserError(
                $"'{source}' holds a '{Printable(module)}.{Printable(name)}', which is not supported; give a scikit-learn MinMaxScaler or "
                    + "StandardScaler, or its numbers as JSON.");
    }

    /// <summary>What stands for a new object of a class, or for what a function gives.</summary>
    public virtual object? Construct(object? callable, object?[] arguments)
    {
        var target = PickleValue.As<PickleClass>(callable);
        switch (target.Name)
        {
            case "_reconstructor":
                return new PickleObject(PickleValue.As<PickleClass>(arguments[0]));
            case "MinMaxScaler" or "StandardScaler" or ArrayWrapper:
                return new PickleObject(target);
            case "_reconstruct":
                return new PickleArray();
            case "dtype":
                return PickleType.Of(PickleValue.As<string>(arguments[0]));
            case "encode":
                return Encoding.Latin1.GetBytes(PickleValue.As<string>(arguments[0]));
            case "bytes" or "bytearray":
                return arguments.Length == 0 ? Array.Empty<byte>() : PickleValue.As<byte[]>(arguments[0]);
            case "OrderedDict":
                return new Dictionary<string, object?>(StringComparer.Ordinal);
            case "scalar":
                return PickleValue.As<PickleType>(arguments[0]).Numbers(PickleValue.Data(arguments[1]), 1)[0];
            case "_frombuffer":
                int[] shape = PickleValue.Shape(arguments[2]);
                var type = PickleValue.As<PickleType>(arguments[1]);
                return new PickleArray { Shape = shape, Numbers = type.Numbers(PickleValue.Data(arguments[0]), PickleValue.Count(shape)) };
            default:
                throw new InvalidOperationException("not constructible");
        }
    }

    /// <summary>Gives an object its state.</summary>
    public virtual void Build(object? target, object? state)
    {
        switch (target)
        {
            case PickleType type when state is PickleTuple { Items: [_, string order, ..] }:
                type.IsBigEndian = order == ">";
                break;
            case PickleArray array when state is PickleTuple { Items: [_, var shape, PickleType type, _, var data] }:
                array.Shape = PickleValue.Shape(shape);
                if (data is List<object?> objects)
                {
                    array.Objects = [.. objects];
                }
                else if (type.IsNumeric)
                {
                    array.Numbers = type.Numbers(PickleValue.Data(data), PickleValue.Count(array.Shape));
                }

                break;
            case PickleObject known when state is Dictionary<string, object?> attributes:
                foreach ((string name, object? value) in attributes)
                {
                    known.State[name] = value;
                }

                break;
            default:
                throw new InvalidOperationException("state of something that has none");
        }
    }

    /// <summary>What stands for an object that is filed elsewhere than in the pickle; asked where <see cref="KnowsFiled"/>.</summary>
    public virtual object? Filed(object? id) => null;

    private static string Printable(string text) =>
        new([.. text.Take(80).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_')]);
}
