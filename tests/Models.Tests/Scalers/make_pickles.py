"""Writes pickles.json: scalers as scikit-learn, numpy and joblib serialise them.

Python's own pickle module writes the streams; the classes are empty ones of the same module names that reduce themselves as numpy's and
scikit-learn's do, so neither library is needed. Usage: python3 make_pickles.py > pickles.json
"""

import base64
import gzip
import io
import json
import pickle
import struct
import sys
import types
import zlib


def declare(module, name, kind=None):
    parts = module.split(".")
    for count in range(1, len(parts) + 1):
        package = sys.modules.setdefault(".".join(parts[:count]), types.ModuleType(".".join(parts[:count])))
        package.__path__ = []
    made = kind or type(name, (), {})
    made.__module__, made.__name__, made.__qualname__ = module, name, name
    setattr(sys.modules[module], name, made)
    return made


def function():
    return lambda *arguments: None


class Dtype:
    def __init__(self, code="f8", order="<"):
        self.code, self.order = code, order

    def __reduce__(self):
        return Dtype, (self.code, False, True), (3, self.order, None, None, None, -1, -1, 0)

    def pack(self, values):
        letter = {"f8": "d", "f4": "f", "f2": "e", "i8": "q"}[self.code]
        return struct.pack(self.order + str(len(values)) + letter, *values)


class Array:
    fortran, core = False, "numpy._core"

    def __init__(self, values, dtype=None, shape=None):
        self.values, self.dtype, self.shape = values, dtype or Dtype(), shape or (len(values),)

    def __reduce_ex__(self, protocol):
        data = self.dtype.pack(self.values)
        if protocol >= 5:
            buffer = pickle.PickleBuffer(bytearray(data))
            return sys.modules[Array.core + ".numeric"]._frombuffer, (buffer, self.dtype, self.shape, "F" if self.fortran else "C")
        rebuild = sys.modules[Array.core + ".multiarray"]._reconstruct
        return rebuild, (Array, (0,), b"b"), (1, self.shape, self.dtype, self.fortran, data)


class Names(Array):
    def __reduce_ex__(self, protocol):
        kind = Dtype("O8", "|")
        return sys.modules[Array.core + ".multiarray"]._reconstruct, (Array, (0,), b"b"), (1, self.shape, kind, False, list(self.values))


class Scalar:
    def __init__(self, value, code="i8"):
        self.value, self.dtype = value, Dtype(code)

    def __reduce__(self):
        return sys.modules[Array.core + ".multiarray"].scalar, (self.dtype, self.dtype.pack([self.value]))


class Wrapper:
    pass


declare("numpy", "dtype", Dtype)
declare("numpy", "ndarray", Array)
for core in ("numpy.core", "numpy._core"):
    declare(core + ".multiarray", "_reconstruct", function())
    declare(core + ".multiarray", "scalar", function())
    declare(core + ".numeric", "_frombuffer", function())
declare("joblib.numpy_pickle", "NumpyArrayWrapper", Wrapper)
Standard = declare("sklearn.preprocessing._data", "StandardScaler")
MinMax = declare("sklearn.preprocessing._data", "MinMaxScaler")


def filled(kind, **state):
    scaler = kind()
    scaler.__dict__.update(state)
    return scaler


def standard(dtype=None, **changes):
    state = dict(
        with_mean=True, with_std=True, copy=True, feature_names_in_=Names(["voltage", "strom\u00e4\\n"]), n_features_in_=2,
        n_samples_seen_=Scalar(7), mean_=Array([3.0, 10.0], dtype), var_=Array([4.0, 16.0], dtype), scale_=Array([2.0, 4.0], dtype),
        _sklearn_version="1.5.0")
    state.update(changes)
    return filled(Standard, **state)


def minmax(**changes):
    state = dict(
        feature_range=(-1, 1), copy=True, clip=False, n_features_in_=2, n_samples_seen_=7, scale_=Array([0.5, 0.25]), min_=Array([-2.0, -1.0]),
        data_min_=Array([2.0, 0.0]), data_max_=Array([6.0, 8.0]), data_range_=Array([4.0, 8.0]), _sklearn_version="1.5.0")
    state.update(changes)
    return filled(MinMax, **state)


class Joblib(pickle._Pickler):
    """joblib's way: the description of an array in the pickle, its bytes right behind it."""

    def __init__(self, file, aligned):
        super().__init__(file, 4)
        self.file, self.aligned = file, aligned

    def save(self, obj, save_persistent_id=True):
        if not isinstance(obj, Array):
            return super().save(obj, save_persistent_id)
        wrapper, is_names = Wrapper(), isinstance(obj, Names)
        wrapper.__dict__.update(
            subclass=Array, shape=obj.shape, order="C", dtype=Dtype("O8", "|") if is_names else obj.dtype, allow_mmap=not is_names)
        if self.aligned:
            wrapper.numpy_array_alignment_bytes = 16
        super().save(wrapper)
        self.framer.commit_frame(force=True)
        if is_names:
            pickle.dump(obj, self.file, 2)
            return None
        if self.aligned:
            padding = 16 - (self.file.tell() + 1) % 16
            self.file.write(bytes([padding]) + b"\xff" * padding)
        self.file.write(obj.dtype.pack(obj.values))
        return None


def joblib(scaler, aligned=True):
    file = io.BytesIO()
    Joblib(file, aligned).dump(scaler)
    return file.getvalue()


def with_core(core, make):
    Array.core = core
    try:
        return make()
    finally:
        Array.core = "numpy._core"


def fortran(make):
    Array.fortran = True
    try:
        return make()
    finally:
        Array.fortran = False


def renamed(kind, module, make):
    before = kind.__module__
    declare(module, kind.__name__, kind)
    try:
        return make()
    finally:
        kind.__module__ = before


def main():
    files = {}
    for protocol in range(6):
        for core in ("numpy.core", "numpy._core"):
            files[f"standard {core} protocol {protocol}"] = with_core(core, lambda: pickle.dumps(standard(), protocol))
            files[f"minmax {core} protocol {protocol}"] = with_core(core, lambda: pickle.dumps(minmax(), protocol))
        files[f"standard fortran protocol {protocol}"] = fortran(lambda: pickle.dumps(standard(), protocol))
    for code in ("f4", "f2", "i8"):
        values = {k: Array(v, Dtype(code)) for k, v in dict(mean_=[3, 10], var_=[4, 16], scale_=[2, 4]).items()}
        files[f"standard {code}"] = pickle.dumps(standard(**values), 4)
    files["standard big-endian"] = pickle.dumps(standard(Dtype("f8", ">")), 4)
    files["standard joblib"] = joblib(standard())
    files["standard joblib unaligned"] = joblib(standard(), False)
    files["standard joblib numpy 1"] = with_core("numpy.core", lambda: joblib(standard()))
    files["standard joblib zlib"] = zlib.compress(joblib(standard()), 9)
    files["standard joblib zlib 1"] = zlib.compress(joblib(standard()), 1)
    files["standard joblib gzip"] = gzip.compress(joblib(standard()), mtime=0)
    files["minmax joblib"] = joblib(minmax())
    files["standard joblib big-endian"] = joblib(standard(Dtype("f8", ">")))
    files["standard joblib of scikit-learn 0.20"] = renamed(Wrapper, "sklearn.externals.joblib.numpy_pickle", lambda: joblib(standard()))
    files["without mean"] = pickle.dumps(standard(with_mean=False), 4)
    files["without deviation"] = pickle.dumps(standard(with_std=False, scale_=None, var_=None), 4)
    files["without both"] = pickle.dumps(standard(with_mean=False, with_std=False, mean_=None, scale_=None, var_=None), 4)
    files["clip"] = pickle.dumps(minmax(clip=True), 4)
    files["range of numpy scalars"] = pickle.dumps(minmax(feature_range=(Scalar(-1.0, "f8"), Scalar(1.0, "f8"))), 4)
    files["dictionary of scalers"] = pickle.dumps({"scaler_X": standard(), "scaler_y": minmax()}, 4)
    files["tuple of scalers"] = pickle.dumps((standard(), minmax()), 4)
    json.dump({name: base64.b64encode(data).decode() for name, data in files.items()}, sys.stdout, indent=0)
    print()


main()
