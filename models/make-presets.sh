#!/bin/sh
# Makes the models of other batteries than the default's: nmc from recordings of an LG 18650HG2, lfp and lead-acid-2v from the literature
# alone; each streaming and small. About two minutes of processor time each. From the repository's root:
#   models/make-presets.sh FOLDER_OF_LG_CYCLES [FOLDER_OF_THE_MODELS]
# The recordings: P. Kollmeyer et al., Mendeley Data cp3473x7xv, CC BY 4.0, through nanobms-train import. What judges the model (mixed7,
# mixed8 and four of its charges) is neither learnt from nor chosen by. Each new int8 file needs recordings in models/golden.
set -eu
lg=$1
out=${2:-models}
if [ -z "${NANOBMS_TRAIN:-}" ]; then
    dotnet build -c Release tools/ModelTrainer -v q
    NANOBMS_TRAIN=tools/ModelTrainer/bin/Release/net10.0/NanoBms.ModelTrainer.dll
fi

for network in stream small; do
    dotnet "$NANOBMS_TRAIN" newcell --name "LG 18650HG2" --chemistry nmc --capacity 3 --max-discharge 20 --logs "$lg" \
        --train 'mixed1,mixed2,mixed4,mixed6,charge_*' --validate 'mixed5,charge_04,charge_10' --test 'mixed7,mixed8,charge_07,charge_13' \
        --network "$network" --out "$out/nmc-$network"
    dotnet "$NANOBMS_TRAIN" newcell --name "LFP cell" --chemistry lfp --capacity 10 --max-error 40 --network "$network" --out "$out/lfp-$network"
    dotnet "$NANOBMS_TRAIN" newcell --name "lead-acid cell of 2 V" --chemistry lead-acid --capacity 100 --max-error 40 --network "$network" \
        --out "$out/lead-acid-2v-$network"
done
