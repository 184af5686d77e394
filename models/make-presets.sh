#!/bin/sh
# Makes the models of other batteries than the default's: nmc from recordings of an LG 18650HG2, lfp and lead-acid-2v from the literature
# alone; each streaming and small, nmc large as well. One to four minutes of processor time each. From the repository's root:
#   models/make-presets.sh FOLDER_OF_LG_CYCLES [FOLDER_OF_THE_MODELS]
# The recordings: P. Kollmeyer et al., Mendeley Data cp3473x7xv, CC BY 4.0, through nanobms-train import. What judges the model (mixed7,
# mixed8 and four of its charges) is neither learnt from nor chosen by. Each new model needs recordings in models/presets/golden.
set -eu
lg=$1
out=${2:-models/presets}
if [ -z "${NANOBMS_TRAIN:-}" ]; then
    dotnet build -c Release tools/ModelTrainer -v q
    NANOBMS_TRAIN=tools/ModelTrainer/bin/Release/net10.0/NanoBms.ModelTrainer.dll
fi

lg_cell() {
    dotnet "$NANOBMS_TRAIN" newcell --name "LG 18650HG2" --chemistry nmc --capacity 3 --max-discharge 20 --logs "$lg" \
        --train 'mixed1,mixed2,mixed4,mixed6,charge_*' --validate 'mixed5,charge_04,charge_10' --test 'mixed7,mixed8,charge_07,charge_13' \
        --network "$1" --out "$out/nmc-$1"
}

literature() {
    preset=$1
    shift
    dotnet "$NANOBMS_TRAIN" newcell --max-error 40 --out "$out/$preset" "$@"
}

lg_cell stream
lg_cell small
lg_cell large
literature lfp-stream --name "LFP cell" --chemistry lfp --capacity 10 --network stream
literature lfp-small --name "LFP cell" --chemistry lfp --capacity 10 --network small
literature lead-acid-2v-stream --name "lead-acid cell of 2 V" --chemistry lead-acid --capacity 100 --network stream --steps 3000
literature lead-acid-2v-small --name "lead-acid cell of 2 V" --chemistry lead-acid --capacity 100 --network small
